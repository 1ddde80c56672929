import Files
import Foundation
import TestSupport
import Testing

@testable import Studies

@Suite("run.json")
struct RunRecordTests {
  let scratch: ScratchFolder
  let path: String

  init() throws {
    scratch = try ScratchFolder()
    path = scratch.path("run.json")
  }

  private static func machine(_ change: (inout Machine) -> Void = { _ in }) -> Machine {
    var machine = Machine(
      version: Version.current, binaryDigest: "b1", dataFolder: "/data", host: "one", cores: 4, threads: 2,
      operatingSystem: "Linux", processor: "P1")
    change(&machine)
    return machine
  }

  private static func madeFrom(mean: Double = 0.5) throws -> Identity {
    try Identity(["data": "d1", "network": ["mean": mean]])
  }

  @discardableResult
  private func start(
    _ madeFrom: Identity, data: String = "d1", on machine: Machine = machine(), writes: Bool = true
  ) throws -> RunRecord {
    let record = try RunRecord.starting(madeFrom, dataDigest: data, seeds: [1, 2], on: machine, in: path)
    if writes { try AtomicFile.write(StableJSON.encode(record), to: path) }
    return record
  }

  @Test("every start keeps its program, host, processor and threads; those of the last one stand beside the data too")
  func starts() throws {
    try start(Self.madeFrom())
    #expect(try !start(Self.madeFrom(), writes: false).isOfOtherBuilds)
    let other = Self.machine {
      ($0.binaryDigest, $0.host, $0.processor, $0.threads, $0.dataFolder) = ("b2", "two", "P2", 8, "/elsewhere")
    }
    #expect(try start(Self.madeFrom(), on: other).isOfOtherBuilds, "another build goes on, and it is said")
    let object = try #require(
      JSONSerialization.jsonObject(with: scratch.data("run.json")) as? [String: Any])
    let starts = try #require(object["starts"] as? [[String: Any]])
    for (table, host) in [(starts[0], "one"), (starts[1], "two"), (object, "two")] {
      let isSecond = host == "two"
      #expect(table["host"] as? String == host && table["binary_sha256"] as? String == (isSecond ? "b2" : "b1"))
      #expect(table["processor"] as? String == (isSecond ? "P2" : "P1"))
      #expect(table["threads"] as? Int == (isSecond ? 8 : 2) && table["cores"] as? Int == 4)
      #expect(table["data_folder"] as? String == (isSecond ? "/elsewhere" : "/data"))
      #expect(table["version"] as? String == Version.current && table["operating_system"] as? String == "Linux")
    }
    #expect(starts.allSatisfy { $0["started"] is String && $0["stages"] is [Any] })
    #expect(object["data_sha256"] as? String == "d1" && object["seeds"] as? [Int] == [1, 2])
  }

  @Test("a run of other data, another normalisation or another version is refused, and keeps its record")
  func refused() throws {
    try start(Self.madeFrom())
    let record = try scratch.data("run.json")
    let data = #expect(throws: FileError.self) { try start(Self.madeFrom(), data: "d2") }
    #expect(
      data?.description
        == "\(path): the run was made with other data; expected SHA-256 d1, found d2 in /data; start over with --fresh")
    let normalisation = #expect(throws: FileError.self) { try start(Self.madeFrom(mean: 0.25)) }
    #expect(
      normalisation?.description
        == "\(path): network.mean: the run was made from something else; expected 0.25, found 0.5; start over with --fresh"
    )
    #expect(try scratch.data("run.json") == record)
    try scratch.write(
      String(decoding: record, as: UTF8.self).replacing("\"\(Version.current)\"", with: "\"0.1.9\""), to: "run.json")
    let version = #expect(throws: FileError.self) { try start(Self.madeFrom()) }
    #expect(version?.place == "version" && version?.found == "0.1.9" && version?.expected == Version.current)
  }

  @Test("a run that a version before 0.2.0 began is refused by that version's name")
  func before() throws {
    let record = #"{"version": "0.1.0", "data_sha256": "d1", "seeds": [1], "starts": [{"started": "x", "stages": []}]}"#
    try scratch.write(record, to: "run.json")
    let error = #expect(throws: FileError.self) { try start(Self.madeFrom()) }
    #expect(
      error?.description
        == "\(path): version: the run was begun by another version of the program; expected \(Version.current), "
        + "found 0.1.0; start over with --fresh")
    #expect(try scratch.text("run.json") == record)
  }
}
