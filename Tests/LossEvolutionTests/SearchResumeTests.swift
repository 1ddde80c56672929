import Files
import Foundation
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Search resume")
struct SearchResumeTests {
  @Test(
    "killed anywhere and resumed, a search leaves the bytes of one that was not",
    arguments: [(0.0, 1), (0.05, 2), (0.3, 1), (0.55, 2), (0.8, 1), (0.99, 2)])
  func killed(share: Double, threads: Int) throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      let limit = Int(share * Double(reference.checks)), checks = Checks(limit: limit)
      #expect(throws: Checks.Interrupted.self) {
        try TinySearch.search(in: folder).run(in: checks.context(threads: threads))
      }
      let record = try TinySearch.search(in: folder).run(in: .threads(1))
      #expect(record == reference.record)
      #expect(try TinySearch.files(in: folder) == reference.files)
    }
  }

  @Test("killed over and over, it still ends: what is on disk is not trained again")
  func killedOften() throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      var sessions = 0
      var record: EvolutionRecord?
      while record == nil, sessions < 30 {
        sessions += 1
        // More than one candidate's checks and less than the search's.
        let checks = Checks(limit: reference.checks / 3)
        record = try? TinySearch.search(in: folder).run(in: checks.context())
      }
      let files = try TinySearch.files(in: folder)
      #expect(record == reference.record)
      #expect(sessions > 1)
      #expect(files == reference.files)
    }
  }

  @Test("a finished search is read, and nothing is trained")
  func finished() throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      try restore(reference.files, to: folder)
      let checks = Checks(limit: 0)
      #expect(try TinySearch.search(in: folder).run(in: checks.context()) == reference.record)
      #expect(try TinySearch.files(in: folder) == reference.files)
    }
  }

  /// Files that were lost, and whether losing them costs a training.
  static let losses: [(name: String, lost: @Sendable (String) -> Bool, trains: Bool)] = [
    ("the record", { $0 == "evolution.json" }, false),
    ("the state", { $0 == "state.json" }, false),
    ("record and state", { !$0.hasPrefix("candidates/") }, false),
    ("one candidate and the state", { $0 == "candidates/g001-c02.json" || $0 == "state.json" }, true),
    ("a finalist's seed and the record", { $0.hasSuffix("seed-02.json") || $0 == "evolution.json" }, true),
    ("all candidates and the record", { $0.hasPrefix("candidates/final") || $0 == "evolution.json" }, true),
    ("candidates and state", { $0 != "evolution.json" }, true),
  ]

  @Test("a folder that is half deleted is made whole again, to the same bytes", arguments: losses.indices)
  func halfDeleted(index: Int) throws {
    let reference = try TinySearch.reference.get(), (name, lost, trains) = Self.losses[index]
    try withTemporaryFolder { folder in
      try #require(reference.files.keys.contains { lost($0) })
      try restore(reference.files.filter { !lost($0.key) }, to: folder)
      let checks = Checks()
      #expect(try TinySearch.search(in: folder).run(in: checks.context()) == reference.record)
      #expect(try TinySearch.files(in: folder) == reference.files, "\(name)")
      // One check before each candidate that is trained, and more in its training.
      #expect((checks.total > 0) == trains, "\(name): \(checks.total) checks")
    }
  }

  @Test("what a killed search was writing is removed", arguments: [true, false])
  func leftovers(hasBegun: Bool) throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      if hasBegun { try restore(reference.files.filter { $0.key != "evolution.json" }, to: folder) }
      for name in ["state.json.tmp-4711-1", "candidates/g001-c01.json.tmp-4711-2"] {
        try AtomicFile.write("half", to: "\(folder)/\(name)")
      }
      _ = try TinySearch.search(in: folder).run(in: Checks().context())
      #expect(try TinySearch.files(in: folder) == reference.files)
    }
  }

  @Test("a finished search whose candidates were deleted to save space is still finished")
  func withoutCandidates() throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      try restore(reference.files.filter { !$0.key.hasPrefix("candidates/") }, to: folder)
      let checks = Checks(limit: 0)
      #expect(try TinySearch.search(in: folder).run(in: checks.context()) == reference.record)
    }
  }

  @Test(
    "a damaged candidate or record is made again",
    arguments: ["candidates/g001-c01.json", "candidates/final-01-seed-01.json", "evolution.json"],
    ["", "{", "{\"fitness\":"])
  func damaged(name: String, content: String) throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      var files = reference.files
      // Only what is missing is read again.
      if name.contains("g001") { files["state.json"] = nil }
      files["evolution.json"] = nil
      files[name] = Data(content.utf8)
      try restore(files, to: folder)
      #expect(try TinySearch.search(in: folder).run(in: .threads(1)) == reference.record)
      #expect(try TinySearch.files(in: folder) == reference.files)
    }
  }

  @Test("a damaged state is refused in words; without it, the candidates on disk are enough")
  func damagedState() throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      var files = reference.files
      files["state.json"] = files["state.json"]!.dropLast(200)
      try restore(files, to: folder)
      let error = #expect(throws: FileError.self) { try TinySearch.search(in: folder).run(in: .threads(1)) }
      #expect(error?.path == "\(folder)/state.json")
      #expect(error?.advice == "remove it: the candidates on disk are not trained again")
      #expect(try TinySearch.files(in: folder) == files)
    }
  }

  func restore(_ files: [String: Data], to folder: String) throws {
    for (name, data) in files { try AtomicFile.write(data, to: "\(folder)/\(name)") }
  }
}
