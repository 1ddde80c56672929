import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Downloads")
struct DownloadTests {
  static let bytes = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) })

  /// The bytes on disk, whether they are of several attempts, and what was asked for.
  private func download(
    _ file: LocalServer.File?, kept: Data? = nil
  ) throws -> (data: Data, isResumed: Bool, starts: [Int?]) {
    try withTemporaryFolder { folder in
      let server = try LocalServer(file.map { ["a": $0] } ?? [:])
      let path = "\(folder)/a.part"
      if let kept { try AtomicFile.write(kept, to: path) }
      let isResumed = try Download(url: "\(server.address)/a", path: path, firstDelay: 0).run { _, _ in }
      return (try AtomicFile.read(path), isResumed, server.requests.map(\.start))
    }
  }

  @Test("a file comes whole, an empty one too", arguments: [0, 1, 5000])
  func whole(count: Int) throws {
    let result = try download(.init(Self.bytes.prefix(count)))
    #expect(result.data == Self.bytes.prefix(count) && !result.isResumed && result.starts == [nil])
  }

  @Test("after a broken connection only the rest is asked for")
  func dropped() throws {
    var file = LocalServer.File(Self.bytes)
    file.breaks = [2000, 1500]
    let result = try download(file)
    #expect(result.data == Self.bytes && result.isResumed && result.starts == [nil, 2000, 3500])
  }

  @Test("what an earlier run left is gone on with, even where nothing is missing", arguments: [1200, 5000])
  func resumed(count: Int) throws {
    let result = try download(.init(Self.bytes), kept: Self.bytes.prefix(count))
    #expect(result.data == Self.bytes && result.isResumed && result.starts == [count])
  }

  @Test("a server that takes no ranges sends the file again from its start")
  func withoutRange() throws {
    var file = LocalServer.File(Self.bytes)
    file.takesRange = false
    file.breaks = [2000]
    let result = try download(file)
    #expect(result.data == Self.bytes && !result.isResumed && result.starts == [nil, 2000])
    let longer = try download(file, kept: Self.bytes + Self.bytes)
    #expect(longer.data == Self.bytes)
  }

  @Test("a server that is busy is asked again")
  func busy() throws {
    var file = LocalServer.File(Self.bytes)
    file.refusals = [503, 429]
    #expect(try download(file).data == Self.bytes)
  }

  @Test("a missing file is told by address and status, and leaves nothing")
  func notFound() throws {
    try withTemporaryFolder { folder in
      let server = try LocalServer([:])
      let error = #expect(throws: FileError.self) {
        _ = try Download(url: "\(server.address)/a", path: "\(folder)/a.part").run { _, _ in }
      }
      #expect(
        error?.description == "\(server.address)/a: the server does not give the file; expected status 200, "
          + "found status 404; name a mirror with --from, or get the files otherwise and name their folder with --data-dir"
      )
      #expect(try names(in: folder) == [] && server.requests == [.init("a")])
    }
  }

  @Test("a connection that breaks again and again is given up, and what came is kept")
  func givenUp() throws {
    try withTemporaryFolder { folder in
      var file = LocalServer.File(Self.bytes)
      file.breaks = [700, 300] + [Int](repeating: 0, count: 9)
      let server = try LocalServer(["a": file])
      let error = #expect(throws: FileError.self) {
        _ = try Download(url: "\(server.address)/a", path: "\(folder)/a.part", firstDelay: 0).run { _, _ in }
      }
      #expect(error?.path == "\(server.address)/a" && error?.problem == "cannot be downloaded")
      #expect(error?.advice == "1000 bytes are kept, and the same command goes on from there")
      #expect(try AtomicFile.read("\(folder)/a.part") == Self.bytes.prefix(1000))
    }
  }

  @Test("no server at all is told at once")
  func unreachable() throws {
    try withTemporaryFolder { folder in
      let address = try LocalServer([:]).address
      let error = #expect(throws: FileError.self) {
        _ = try Download(url: "\(address)/a", path: "\(folder)/a.part").run { _, _ in }
      }
      #expect(error?.problem == "cannot be downloaded" && error?.found?.isEmpty == false)
      #expect(try names(in: folder) == [])
    }
  }

  @Test("a full disk is told with the file and the address")
  func fullDisk() throws {
    let server = try LocalServer(["a": .init(Self.bytes)])
    let error = #expect(throws: FileError.self) {
      _ = try Download(url: "\(server.address)/a", path: "/dev/full", firstDelay: 0).run { _, _ in }
    }
    #expect(error?.path == "/dev/full" && error?.advice?.contains("\(server.address)/a") == true)
  }

  @Test("what the progress throws stops the download, which goes on later")
  func stopped() throws {
    try withTemporaryFolder { folder in
      struct Stop: Error {}
      var file = LocalServer.File(Self.bytes)
      file.pause = 0.02
      let server = try LocalServer(["a": file])
      let download = Download(url: "\(server.address)/a", path: "\(folder)/a.part", firstDelay: 0)
      #expect(throws: Stop.self) {
        _ = try download.run { done, _ in if done > 0 { throw Stop() } }
      }
      let kept = try AtomicFile.read(download.path)
      #expect(kept == Self.bytes.prefix(kept.count))
      _ = try download.run { done, total in #expect(total == nil || (done <= 5000 && total == 5000)) }
      #expect(try AtomicFile.read(download.path) == Self.bytes)
    }
  }
}
