import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Limits of downloads")
struct DownloadLimitTests {
  private static let bytes = Data(repeating: 7, count: 5000)

  /// What a download of `a` is refused for, and what is left of it.
  private func refused(
    _ files: [String: LocalServer.File], largest: Int = .max, patience: Int = 60, kept: Int = 0
  ) throws -> (error: FileError?, left: [String], requests: Int) {
    try withTemporaryFolder { folder in
      let server = try LocalServer(files), path = "\(folder)/a.part"
      if kept > 0 { try AtomicFile.write(Self.bytes.prefix(kept), to: path) }
      var download = Download(url: "\(server.address)/a", path: path, largest: largest, firstDelay: 0)
      download.patience = patience
      let error = #expect(throws: FileError.self) { _ = try download.run { _, _ in } }
      return (error, try names(in: folder), server.requests.count)
    }
  }

  @Test("more bytes than the file can have are not taken, however far it is", arguments: [0, 900, 4500])
  func tooLarge(kept: Int) throws {
    let result = try refused(["a": .init(Self.bytes)], largest: 1000, kept: kept)
    #expect(result.error?.problem == Download.tooLarge && result.error?.expected == "at most 1000 bytes")
    #expect(result.left == [] && result.requests == 1)
  }

  @Test("a file of just that size is taken")
  func largest() throws {
    try withTemporaryFolder { folder in
      let server = try LocalServer(["a": .init(Self.bytes)])
      _ = try Download(url: "\(server.address)/a", path: "\(folder)/a", largest: 5000).run { _, _ in }
      #expect(try AtomicFile.read("\(folder)/a") == Self.bytes)
    }
  }

  @Test("a server that trickles is given up, though each attempt brings something")
  func trickle() throws {
    var file = LocalServer.File(Self.bytes)
    (file.pause, file.piece) = (0.2, 20)
    let result = try refused(["a": file], patience: 1)
    #expect(result.error?.problem == "cannot be downloaded" && result.left == ["a.part"] && result.requests == 6)
  }

  private static func moved(_ count: Int) -> [String: LocalServer.File] {
    var files: [String: LocalServer.File] = [:]
    for step in 0..<count {
      var file = LocalServer.File(Data())
      file.location = "/\(step + 1 == count ? "end" : "\(step + 1)")"
      files[step == 0 ? "a" : "\(step)"] = file
    }
    files["end"] = .init(bytes)
    return files
  }

  @Test("five redirects are followed, a sixth is not")
  func redirects() throws {
    try withTemporaryFolder { folder in
      let server = try LocalServer(Self.moved(5))
      _ = try Download(url: "\(server.address)/a", path: "\(folder)/a").run { _, _ in }
      #expect(try AtomicFile.read("\(folder)/a") == Self.bytes)
    }
    let result = try refused(Self.moved(6))
    #expect(result.error?.problem == "cannot be downloaded" && result.error?.found?.contains("redirects") == true)
    #expect(result.requests == 6 && result.left == [])
  }

  @Test("http and https alone are spoken, behind a redirect too", arguments: ["ftp", "file", "gopher"])
  func schemes(scheme: String) throws {
    var file = LocalServer.File(Data())
    file.location = "\(scheme)://127.0.0.1/etc/hostname"
    let result = try refused(["a": file])
    #expect(result.error?.problem == "cannot be downloaded" && result.requests == 1 && result.left == [])
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        _ = try Download(url: file.location!, path: "\(folder)/a.part").run { _, _ in }
      }
      #expect(error?.problem == "cannot be downloaded")
    }
  }

  @Test("every file of every data set is below its limit", arguments: DatasetName.allCases)
  func published(name: DatasetName) {
    // The largest of each as it is published.
    let sizes = [
      "train-images-idx3-ubyte.gz": 26_421_880, "train-labels-idx1-ubyte.gz": 29_515,
      "cifar-10-binary.tar.gz": 170_052_171, "cifar-100-binary.tar.gz": 168_513_733, "extra_32x32.mat": 1_329_278_602,
    ]
    for item in DatasetSource(name, withExtra: name.hasExtra)?.items ?? [] {
      #expect(item.largest > sizes[item.file] ?? 0 && item.largest < 3 << 30, "\(item.file)")
    }
  }
}
