import Foundation
import TestSupport
import Testing

@Suite("lossaudit dataset fetch")
struct FetchCommandTests {
  let folder: ScratchFolder
  let lossaudit: Program
  let server: LocalServer

  init() throws {
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    let source = try ScratchFolder()
    try SyntheticDigits.write(to: "mnist", in: source)
    // Readers take them plain under these names too.
    let files = try source.files(below: "mnist").map { name, data in
      (name.hasSuffix(".gz") ? name : "\(name).gz", LocalServer.File(data))
    }
    server = try LocalServer(Dictionary(uniqueKeysWithValues: files))
  }

  @Test("a fetched data set is found, and fetching it again does nothing")
  func fetched() throws {
    let arguments = ["dataset", "fetch", "mnist", "--from", server.address + "/"]
    let first = try lossaudit.run(arguments)
    #expect(first.code == 0, "\(first.errors)")
    let place = folder.path("home/.cache/lossaudit/mnist")
    #expect(
      first.output.hasPrefix("train-images-idx3-ubyte.gz: downloaded, read whole; no digest is published\n"))
    #expect(first.output.hasSuffix("\nmnist is in \(place)\n"))
    #expect(try lossaudit("dataset", "inspect", "mnist", "--json", "-").object()["folder"] as? String == place)
    let again = try lossaudit.run(arguments + ["--json", "-", "--quiet"])
    let entries = try #require(try again.object()["files"] as? [[String: Any]])
    #expect(entries.count == 4 && entries.allSatisfy { $0["downloaded"] as? Bool == false })
    #expect(entries.allSatisfy { $0["check"] as? String == "reader" })
    #expect(server.requests.count == 4)
  }

  @Test("an interrupted download says how to go on, and goes on")
  func interrupted() throws {
    let name = "train-images-idx3-ubyte.gz"
    let file = try #require(server[name])
    var slow = file
    slow.pause = 0.2
    server[name] = slow
    let arguments = ["dataset", "fetch", "mnist", "--from", server.address, "--data-dir", "digits"]
    let running = try lossaudit.start(arguments)
    let received = folder.path("digits.part/\(name).part")
    while running.process.isRunning, (try? Data(contentsOf: URL(fileURLWithPath: received)))?.isEmpty != false {
      usleep(2000)
    }
    running.process.interrupt()
    let outcome = running.wait()
    #expect(outcome.code == 130)
    #expect(outcome.errors == "lossaudit: interrupted; the same command goes on where this one stopped\n")
    #expect(!FileManager.default.fileExists(atPath: folder.path("digits")))
    server[name] = file
    let next = try lossaudit.run(arguments)
    #expect(next.code == 0 && next.output.hasSuffix("\nmnist is in digits\n"), "\(next.errors)")
    let starts = server.requests.filter { $0.path == name }.map { $0.start ?? 0 }
    #expect(starts.count == 2 && starts[0] == 0 && starts[1] > 0)
  }

  @Test("a mirror without the files is told with the address of the first")
  func missing() throws {
    let outcome = try lossaudit("dataset", "fetch", "svhn", "--from", server.address, "--data-dir", "digits")
    #expect(outcome.code == 1 && outcome.output == "")
    #expect(
      outcome.errors.hasPrefix("lossaudit: \(server.address)/train_32x32.mat: the server does not give the file;"))
  }
}
