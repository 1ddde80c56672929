import Datasets
import Files
import Foundation
import TestSupport
import Testing
import Training

@testable import LossEvolution

/// One folder, two searches: the second must neither take over the first's numbers nor write over them.
@Suite("Search identity")
struct SearchIdentityTests {
  /// Changes after which it is another search. Its first generation has the same genomes, except under another seed.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var search: @Sendable (_ folder: String) throws -> LossSearch
  }

  private static func with(_ change: @Sendable (inout EvolutionSettings) -> Void) throws -> EvolutionSettings {
    try TinySearch.settings(.accuracy, change)
  }

  static let changes = [
    Change(testDescription: "seed") { try TinySearch.search(seed: 2, in: $0) },
    Change(testDescription: "epochs") { try TinySearch.search(with { $0.training.epochs = 2 }, in: $0) },
    Change(testDescription: "generations") { try TinySearch.search(with { $0.generations = 3 }, in: $0) },
    Change(testDescription: "images") { try TinySearch.search(with { $0.trainingImages = 8 }, in: $0) },
    Change(testDescription: "retries") { try TinySearch.search(with { $0.retries = 1 }, in: $0) },
    Change(testDescription: "accuracy of a retry") { try TinySearch.search(with { $0.retryBelow = 0.2 }, in: $0) },
    Change(testDescription: "epoch of a retry") { try TinySearch.search(with { $0.retryEpoch = 9 }, in: $0) },
    Change(testDescription: "objective") { try TinySearch.search(TinySearch.settings(.fgsm), in: $0) },
    Change(testDescription: "data") { try TinySearch.search(in: $0, training: TinyImages.images(16, seed: 7)) },
  ]

  private static func refusal(_ path: String) -> String {
    "\(path): belongs to another search; expected the same settings, data and seed; choose another folder, or remove "
      + "this one to start over"
  }

  @Test("another search's folder is refused, and stays as it is", arguments: changes, [true, false])
  func refused(change: Change, finished: Bool) throws {
    try withTemporaryFolder { folder in
      if finished {
        for (name, data) in try TinySearch.reference.get().files { try AtomicFile.write(data, to: "\(folder)/\(name)") }
      } else {
        // Killed in the first generation.
        let checks = Checks(limit: 4)
        _ = try? TinySearch.search(in: folder).run(in: checks.context())
      }
      let before = try TinySearch.files(in: folder)
      #expect((before["evolution.json"] != nil) == finished)
      let error = #expect(throws: FileError.self) { try change.search(folder).run(in: .threads(1)) }
      #expect(error?.description == Self.refusal("\(folder)/state.json"))
      #expect(try TinySearch.files(in: folder) == before)
    }
  }

  @Test(
    "another search's candidates are not believed",
    arguments: changes.filter { ["epochs", "data"].contains($0.testDescription) })
  func candidates(change: Change) throws {
    try withTemporaryFolder { used in
      try withTemporaryFolder { fresh in
        for (name, data) in try TinySearch.reference.get().files where name.hasPrefix("candidates/") {
          try AtomicFile.write(data, to: "\(used)/\(name)")
        }
        let expected = try change.search(fresh).run(in: .threads(1))
        #expect(try change.search(used).run(in: .threads(1)) == expected)
        for (name, data) in try TinySearch.files(in: fresh) {
          #expect(try AtomicFile.read("\(used)/\(name)") == data, "\(name)")
        }
      }
    }
  }

  @Test("another search's record is neither believed nor written over", arguments: changes.dropLast())
  func record(change: Change) throws {
    try withTemporaryFolder { folder in
      let data = try TinySearch.reference.get().files["evolution.json"]!
      try AtomicFile.write(data, to: "\(folder)/evolution.json")
      let error = #expect(throws: FileError.self) { try change.search(folder).run(in: .threads(1)) }
      #expect(error?.description == Self.refusal("\(folder)/evolution.json"))
      #expect(try TinySearch.files(in: folder) == ["evolution.json": data])
    }
  }

  @Test("a record beside the state of other data is made again")
  func recordOfOtherData() throws {
    try withTemporaryFolder { folder in
      let other = TinyImages.images(16, seed: 7)
      let expected = try TinySearch.search(in: folder, training: other).run(in: .threads(1))
      let reference = try TinySearch.reference.get(), data = reference.files["evolution.json"]!
      // The data make a difference: every candidate of both searches was trained.
      try #require(reference.record != expected)
      try AtomicFile.write(data, to: "\(folder)/evolution.json")
      #expect(try TinySearch.search(in: folder, training: other).run(in: .threads(1)) == expected)
      #expect(try AtomicFile.read("\(folder)/evolution.json") != data)
    }
  }
}
