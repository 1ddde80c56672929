import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Fetching a data set")
struct DatasetFetchTests {
  private static let training = noise(12), test = noise(5, seed: 2)

  /// MNIST's four files, as they lie at its home.
  private static func mnist() throws -> [String: LocalServer.File] {
    var files: [String: LocalServer.File] = [:]
    for (stem, set) in [("train", training), ("t10k", test)] {
      files["\(stem)-images-idx3-ubyte.gz"] = .init(try Gzip.deflate(idxImages(set)))
      files["\(stem)-labels-idx1-ubyte.gz"] = .init(try Gzip.deflate(idxLabels(set)))
    }
    return files
  }

  private func fetch(
    _ source: DatasetSource?, _ server: LocalServer, _ folder: String, log: (String) -> Void = { _ in }
  ) throws -> [DatasetFetch.Outcome] {
    try DatasetFetch(#require(source), into: folder, mirror: server.address, firstDelay: 0).run(
      progress: { _, _, _ in }, log: log)
  }

  private let mnist = DatasetSource(.mnist, withExtra: false)

  @Test("a data set without digests is read whole, appears with all its files, and is not fetched again")
  func mnistTwice() throws {
    try withTemporaryFolder { root in
      let server = try LocalServer(Self.mnist()), folder = "\(root)/deep/mnist"
      let outcomes = try fetch(mnist, server, folder)
      #expect(outcomes.map(\.downloaded) == [true, true, true, true])
      #expect(outcomes.allSatisfy { $0.check == .reader && $0.url == "\(server.address)/\($0.file)" })
      let dataset = try Dataset.load(.mnist, folder: folder)
      #expect(dataset.training == Self.training && dataset.test == Self.test)
      #expect(try names(in: "\(root)/deep") == ["mnist"] && names(in: folder).count == 4)
      #expect(try fetch(mnist, server, folder).map(\.downloaded) == [false, false, false, false])
      #expect(server.requests.count == 4)
    }
  }

  @Test("a file that does not come leaves no folder, and those before it are not fetched again")
  func oneMissing() throws {
    try withTemporaryFolder { root in
      var files = try Self.mnist()
      let last = files.removeValue(forKey: "t10k-labels-idx1-ubyte.gz")
      let server = try LocalServer(files), folder = "\(root)/mnist"
      #expect(throws: FileError.self) { _ = try fetch(mnist, server, folder) }
      #expect(try names(in: root) == ["mnist.part"])
      server["t10k-labels-idx1-ubyte.gz"] = last
      #expect(try fetch(mnist, server, folder).map(\.downloaded) == [true, true, true, true])
      #expect(server.requests.map(\.path).count { $0.hasPrefix("train-images") } == 1)
      #expect(try names(in: root) == ["mnist"])
    }
  }

  @Test("what is not the file is told by its address, and removed")
  func page() throws {
    try withTemporaryFolder { root in
      let server = try LocalServer(Self.mnist()), folder = "\(root)/mnist"
      server["train-images-idx3-ubyte.gz"] = .init(Data("<html>please log in</html>".utf8))
      let error = #expect(throws: FileError.self) { _ = try fetch(mnist, server, folder) }
      #expect(
        error?.description.hasPrefix(
          "\(server.address)/train-images-idx3-ubyte.gz: byte 0: the downloaded file was removed: wrong magic number; "
            + "expected 0x00000803, found a text; name a mirror") == true)
      #expect(try names(in: root) == ["mnist.part"] && names(in: "\(root)/mnist.part") == ["ready"])
    }
  }

  /// MD5 of the five bytes, by md5sum.
  private static let hello = DatasetSource(
    home: "http://home.example/",
    items: [.init(file: "a.gz", md5: "5d41402abc4b2a76b9719d911017c592", content: .idx(dimensions: 1))])

  @Test("a file with another digest is removed, and both digests are named")
  func wrongDigest() throws {
    try withTemporaryFolder { root in
      let server = try LocalServer(["a.gz": .init(Data("hullo".utf8))])
      let error = #expect(throws: FileError.self) { _ = try fetch(Self.hello, server, "\(root)/x") }
      #expect(error?.path == "\(server.address)/a.gz")
      #expect(error?.problem == "the downloaded file was removed: not the published file")
      #expect(error?.expected == "MD5 5d41402abc4b2a76b9719d911017c592")
      #expect(error?.found == "MD5 54bf43965e2bbaa20c22c22ca7b4e9c7")
      #expect(server.requests.count == 1 && !FileManager.default.fileExists(atPath: "\(root)/x"))
      server["a.gz"] = .init(Data("hello".utf8))
      #expect(try fetch(Self.hello, server, "\(root)/x").map(\.check) == [.md5])
      #expect(try AtomicFile.read("\(root)/x/a.gz") == Data("hello".utf8))
    }
  }

  @Test("the rest of another file than the beginning: once more, from the start")
  func mixed() throws {
    try withTemporaryFolder { root in
      let server = try LocalServer(["a.gz": .init(Data("hello".utf8))])
      try AtomicFile.write("HE", to: "\(root)/x.part/a.gz.part")
      var lines: [String] = []
      _ = try fetch(Self.hello, server, "\(root)/x") { lines.append($0) }
      #expect(try AtomicFile.read("\(root)/x/a.gz") == Data("hello".utf8))
      #expect(server.requests.map(\.start) == [2, nil])
      #expect(lines == ["a.gz: the resumed download is damaged, and starts over"])
    }
  }

  @Test("a stranger's file under that name stays as it is, and nothing is asked for")
  func occupied() throws {
    try withTemporaryFolder { root in
      let server = try LocalServer(["a.gz": .init(Data("hello".utf8))])
      try AtomicFile.write("mine", to: "\(root)/x/a.gz")
      let error = #expect(throws: FileError.self) { _ = try fetch(Self.hello, server, "\(root)/x") }
      #expect(error?.path == "\(root)/x/a.gz")
      #expect(error?.problem == "another file of this name is there already: not the published file")
      #expect(try AtomicFile.read("\(root)/x/a.gz") == Data("mine".utf8) && server.requests == [])
    }
  }

  /// An archive in CIFAR-10's layout.
  private static func cifar() throws -> (source: DatasetSource, data: Data, batches: [ImageSet]) {
    let batches = (1...6).map { noise(2, height: 32, width: 32, channels: 3, seed: $0) }
    var tar = TarBytes()
    let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
    for (name, batch) in zip(names, batches) { tar.append("cifar-10-batches-bin/\(name)", cifarRecords(batch)) }
    tar.append("cifar-10-batches-bin/readme.html", Data("hello".utf8))
    let members = names.map { TarArchive.Member(path: "cifar-10-batches-bin/\($0)", size: 2 * 3073) }
    let item = DatasetSource.Item(file: "c.tar.gz", md5: nil, content: .archive(members))
    return (.init(home: "http://home.example/", items: [item]), try tar.compressed(), batches)
  }

  @Test("an archive that breaks off in the middle is gone on with, unpacked, and not kept")
  func archive() throws {
    try withTemporaryFolder { root in
      let (source, data, batches) = try Self.cifar()
      var file = LocalServer.File(data)
      file.breaks = [data.count / 3]
      let server = try LocalServer(["c.tar.gz": file]), folder = "\(root)/x"
      _ = try fetch(source, server, folder)
      #expect(server.requests.map(\.start) == [nil, data.count / 3])
      let dataset = try Dataset.load(.cifar10, folder: folder)
      #expect(dataset.test == batches[5] && dataset.training.count == 10)
      #expect(try names(in: folder).count == 6 && names(in: root) == ["x"])
      #expect(try fetch(source, server, folder).map(\.check) == [.sizes] && server.requests.count == 2)
    }
  }

  @Test("a truncated archive leaves nothing, in a folder that was there either")
  func truncatedArchive() throws {
    try withTemporaryFolder { root in
      let (source, data, _) = try Self.cifar()
      let server = try LocalServer(["c.tar.gz": .init(data.dropLast(3))])
      try AtomicFile.write("mine", to: "\(root)/x/other")
      let error = #expect(throws: FileError.self) { _ = try fetch(source, server, "\(root)/x") }
      #expect(error?.path == "\(server.address)/c.tar.gz")
      #expect(error?.problem == "the downloaded file was removed: the archive is damaged or truncated")
      #expect(try names(in: "\(root)/x") == ["other"])
      server["c.tar.gz"] = .init(data)
      _ = try fetch(source, server, "\(root)/x")
      #expect(try names(in: "\(root)/x").count == 7 && names(in: root) == ["x"])
    }
  }

  @Test("svhn's files are read whole, and its extra images are added to what is there", arguments: [false, true])
  func svhn(isCompressed: Bool) throws {
    try withTemporaryFolder { root in
      let set = noise(3, height: 32, width: 32, channels: 3)
      let data = MATBytes.svhn(set, isCompressed: isCompressed)
      let files = ["train", "test", "extra"].map { ("\($0)_32x32.mat", LocalServer.File(data)) }
      let server = try LocalServer(Dictionary(uniqueKeysWithValues: files)), folder = "\(root)/svhn"
      _ = try fetch(DatasetSource(.svhn, withExtra: false), server, folder)
      let outcomes = try fetch(DatasetSource(.svhn, withExtra: true), server, folder)
      #expect(outcomes.map(\.downloaded) == [false, false, true] && server.requests.count == 3)
      #expect(try Dataset.load(.svhn, folder: folder, withExtra: true).training.count == 6)
      server["extra_32x32.mat"] = .init(data.dropLast(9))
      try FileManager.default.removeItem(atPath: "\(folder)/extra_32x32.mat")
      #expect(throws: FileError.self) { _ = try fetch(DatasetSource(.svhn, withExtra: true), server, folder) }
      #expect(try names(in: folder) == ["test_32x32.mat", "train_32x32.mat"])
    }
  }

  @Test("two runs do not write to the same file")
  func locked() throws {
    try withTemporaryFolder { root in
      let server = try LocalServer(["a.gz": .init(Data("hello".utf8))]), part = "\(root)/x.part"
      try AtomicFile.createFolder(part)
      let descriptor = open(part, O_RDONLY | O_DIRECTORY)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      let error = #expect(throws: FileError.self) { _ = try fetch(Self.hello, server, "\(root)/x") }
      #expect(error?.description == "\(part): another process is downloading to this folder; wait for it")
      #expect(server.requests == [])
    }
  }

  @Test("a folder of one's own images has no home")
  func folder() throws {
    let error = #expect(throws: FileError.self) {
      _ = try DatasetFetch(.folder, into: "x", mirror: nil, withExtra: false)
    }
    #expect(error?.description.hasPrefix("folder: cannot be fetched: its images are your own; name the folder") == true)
  }
}
