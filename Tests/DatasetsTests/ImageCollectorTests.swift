import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Images beyond the memory")
struct ImageCollectorTests {
  private let whole = noise(9, height: 12, width: 11, channels: 3)

  private func collected(limit: Int) throws -> ImageSet {
    var collector = ImageCollector(count: 9, of: "folder", limit: limit)
    for index in 0..<whole.count {
      let picture = Picture(height: 12, width: 11, channels: 3, pixels: Array(whole.pixels(of: index)))
      try collector.append(picture, whole.labels[index])
    }
    return try #require(collector.images())
  }

  @Test("are on disk, and are the same there in every way that images are read", arguments: [0, 1 << 30])
  func same(limit: Int) throws {
    let set = try collected(limit: limit)
    switch set.storage {
    case .file: #expect(limit == 0)
    case .memory: #expect(limit > 0)
    }
    #expect(set == whole && set.digest == whole.digest)
    #expect(set.subset([7, 2]).prefix(1) == whole.subset([7]))
    #expect(Normalisation.measured(on: set) == .measured(on: whole))
    let indices = [8, 0, 3, 3], augmentation = Augmentation(horizontalFlip: true, cropPadding: 2, cutout: 4)
    func batch(_ set: ImageSet) -> [Float] {
      var labels = [Int32](repeating: 0, count: 4)
      return [Float](unsafeUninitializedCapacity: 4 * set.shape.count) { buffer, count in
        set.with(meanPixel: [0.1, 0.2, 0.3]).fill(
          indices, into: buffer.baseAddress!, labels: &labels, augmentation: augmentation, seed: 3, epoch: 2)
        count = buffer.count
      }
    }
    #expect(batch(set) == batch(whole))
  }

  @Test("a disk that claims more room than 64 bits can count has room")
  func room() {
    var room = statvfs()
    (room.f_bavail, room.f_frsize) = (1000, 4096)
    #expect(PixelFile.free(room) == 4_096_000)
    (room.f_bavail, room.f_frsize) = (1 << 60, 4096)
    #expect(PixelFile.free(room) == .max)
    (room.f_bavail, room.f_frsize) = (.max, 1)
    #expect(PixelFile.free(room) == .max)
  }

  @Test("where every file has a name, it goes at once")
  func named() throws {
    try withTemporaryFolder { folder in
      let descriptor = try PixelFile.openAndUnlink(in: folder, for: "images")
      #expect(pwrite(descriptor, [7], 1, 0) == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      close(descriptor)
      #expect(throws: FileError.self) { try PixelFile.openAndUnlink(in: "\(folder)/none", for: "images") }
    }
  }

  @Test("leave no file behind, not even its name for a moment, and need a folder that takes one")
  func file() throws {
    try withTemporaryFolder { folder in
      let watch = inotify_init1(Int32(IN_NONBLOCK))
      defer { close(watch) }
      inotify_add_watch(watch, folder, UInt32(IN_CREATE))
      let file = try PixelFile(count: 5, in: folder, of: "folder")
      var event = [UInt8](repeating: 0, count: 4096)
      #expect(read(watch, &event, event.count) < 0 && errno == EAGAIN)
      try file.write([1, 2, 3, 4, 5], at: 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      #expect(Array(PixelStorage.file(file).bytes(at: 1, count: 3)) == [2, 3, 4])
      let missing = #expect(throws: FileError.self) { try PixelFile(count: 5, in: "\(folder)/none", of: "images") }
      #expect(
        missing?.description
          == "images: no file for its decoded images; expected a new file in \(folder)/none, found No "
          + "such file or directory; set the variable TMPDIR to a folder with more room")
      let large = #expect(throws: FileError.self) { try PixelFile(count: 1 << 60, in: folder, of: "images") }
      #expect(large?.problem == "no room for its decoded images")
    }
  }
}
