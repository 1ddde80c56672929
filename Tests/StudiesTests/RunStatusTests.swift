import Files
import Foundation
import TestSupport
import Testing

@testable import Studies

@Suite("RunStatus")
struct RunStatusTests {
  @Test("of a finished run every task of every stage is done, and its checks that failed are told")
  func finished() throws {
    let study = try TinyStudy.finished.get()
    let status = try RunStatus(study.scratch.path("first"))
    #expect(status.state == .done && status.holder == nil && status.starts == 1)
    #expect(status.stages.map(\.name) == ["evolution", "training", "attacks", "slices", "report"])
    #expect(status.stages.map(\.total) == [1, 3, 3, 6, 1])
    #expect(status.stages.allSatisfy { $0.done == $0.total && $0.missing.isEmpty && $0.seconds > 0 })
    #expect(status.searches == [.init(loss: "evolved", generations: 1, total: 1)])
    #expect(status.text.contains("- attacks: 3 of 3 done"))
  }

  @Test("what was removed is missing, and the stage says which file")
  func missing() throws {
    let scratch = try copy()
    for file in ["attacks/evolved/seed-1.json", "slices/smooth-plane.json"] {
      try FileManager.default.removeItem(atPath: scratch.path("run/\(file)"))
    }
    let status = try RunStatus(scratch.path("run"))
    #expect(status.state == .unfinished)
    #expect(status.stages.map(\.done) == [1, 3, 2, 5, 1])
    #expect(status.stages[2].missing == ["attacks/evolved/seed-1.json"])
    #expect(status.text.contains("- attacks: 2 of 3 done") && status.text.contains("the same command goes on"))
  }

  @Test("a training that is under way has begun, and a search says how many generations it has behind it")
  func begun() throws {
    let scratch = try copy()
    for file in ["models/smooth/seed-1.safetensors.zst", "evolution/evolved/evolution.json"] {
      try FileManager.default.removeItem(atPath: scratch.path("run/\(file)"))
    }
    try scratch.write("state", to: "run/models/smooth/seed-1.resume.safetensors.zst")
    try scratch.write(#"{"generations": [{}, {}]}"#, to: "run/evolution/evolved/state.json")
    let status = try RunStatus(scratch.path("run"))
    #expect(status.stages[0].begun == 1 && status.stages[1].begun == 1)
    #expect(status.searches[0].generations == 2)
    #expect(status.text.contains("- training: 2 of 3 done (1 begun"))
  }

  @Test("whoever holds the lock is named with process, machine and time, and the lock stays theirs")
  func holder() throws {
    let scratch = try copy()
    let lock = try FolderLock(scratch.path("run"), what: "the run folder", advice: "wait")
    try withExtendedLifetime(lock) {
      let status = try RunStatus(scratch.path("run"))
      #expect(status.state == .running && status.holder?.contains("process \(getpid()) on ") == true)
      #expect(status.text.contains("running, process \(getpid())"))
    }
  }

  @Test("a folder that is no run's is refused and not touched")
  func stranger() throws {
    let scratch = try ScratchFolder()
    try scratch.write("mine", to: "letters/a.txt")
    for name in ["letters", "nothing"] {
      let error = #expect(throws: FileError.self) { try RunStatus(scratch.path(name)) }
      #expect(error?.problem == "is not a run folder")
    }
    #expect(try scratch.files(below: "letters").keys.sorted() == ["a.txt"])
  }

  /// A copy of the finished run, to take files from.
  private func copy() throws -> ScratchFolder {
    let scratch = try ScratchFolder(), study = try TinyStudy.finished.get()
    try FileManager.default.copyItem(atPath: study.scratch.path("first"), toPath: scratch.path("run"))
    return scratch
  }
}
