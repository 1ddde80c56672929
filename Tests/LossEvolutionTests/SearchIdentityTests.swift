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
  /// Changes after which it is another search, and how the refusal names them. Its first generation has the same genomes,
  /// except under another seed.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var search: @Sendable (_ folder: String) throws -> LossSearch

    init(_ description: String, _ search: @escaping @Sendable (_ folder: String) throws -> LossSearch) {
      testDescription = description
      self.search = search
    }
  }

  private static func with(_ change: @Sendable (inout EvolutionSettings) -> Void) throws -> EvolutionSettings {
    try TinySearch.settings(.accuracy, change)
  }

  static let changes = [
    Change("seed; expected 2, found 9") { try TinySearch.search(seed: 2, in: $0) },
    Change("settings.training.epochs; expected 2, found 1") {
      try TinySearch.search(with { $0.training.epochs = 2 }, in: $0)
    },
    Change("settings.generations; expected 3, found 2") { try TinySearch.search(with { $0.generations = 3 }, in: $0) },
    Change("settings.training_images; expected 8, found nothing") {
      try TinySearch.search(with { $0.trainingImages = 8 }, in: $0)
    },
    Change("settings.retries; expected 1, found 0") { try TinySearch.search(with { $0.retries = 1 }, in: $0) },
    Change("settings.retry_below; expected 0.2, found 0.15") {
      try TinySearch.search(with { $0.retryBelow = 0.2 }, in: $0)
    },
    Change("settings.retry_epoch; expected 9, found 10") { try TinySearch.search(with { $0.retryEpoch = 9 }, in: $0) },
    Change("settings.epsilon; expected 0.1, found nothing") {
      try TinySearch.search(TinySearch.settings(.fgsm), in: $0)
    },
    Change("training; expected ") { try TinySearch.search(in: $0, training: TinyImages.images(16, seed: 7)) },
    Change("network.mean.0; expected 0.5, found 0.25") {
      try TinySearch.search(in: $0, normalisation: Normalisation(mean: [0.5], standardDeviation: [0.5]))
    },
  ]

  /// Expects that `change` refuses the file `name` in `folder`, and leaves all as it was.
  private static func expectRefusal(of change: Change, for name: String, _ problem: String, in folder: String) throws {
    let before = try TinySearch.files(in: folder)
    let error = #expect(throws: FileError.self) { try change.search(folder).run(in: .threads(1)) }
    let parts = change.testDescription.split(separator: "; ")
    #expect(error?.path == "\(folder)/\(name)" && error?.place == String(parts[0]))
    #expect(
      error?.description.contains(": \(problem); \(parts[1])") == true, "\(error?.description ?? "")")
    #expect(try TinySearch.files(in: folder) == before)
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
      try Self.expectRefusal(of: change, for: "state.json", "belongs to another search", in: folder)
    }
  }

  @Test(
    "another search's candidates are not believed",
    arguments: [changes[1], changes[8]])
  func candidates(change: Change) throws {
    try withTemporaryFolder { used in
      try withTemporaryFolder { fresh in
        for (name, data) in try TinySearch.reference.get().files where name.hasPrefix("candidates/") {
          try AtomicFile.write(data, to: "\(used)/\(name)")
        }
        let expected = try change.search(fresh).run(in: .threads(1))
        #expect(try change.search(used).run(in: .threads(1)) == expected)
        for (name, data) in try TinySearch.files(in: fresh) {
          #expect(TinySearch.withoutSeconds(try AtomicFile.read("\(used)/\(name)"), name) == data, "\(name)")
        }
      }
    }
  }

  @Test("another search's record is neither believed nor written over", arguments: changes, [true, false])
  func record(change: Change, besideState: Bool) throws {
    try withTemporaryFolder { folder in
      if besideState { _ = try change.search(folder).run(in: .threads(1)) }
      try AtomicFile.write(TinySearch.reference.get().files["evolution.json"]!, to: "\(folder)/evolution.json")
      try Self.expectRefusal(of: change, for: "evolution.json", "was made from something else", in: folder)
    }
  }

  @Test(
    "a state, a record or a candidate that was changed after it was written is refused and stays as it is",
    arguments: [
      ("state.json", "fitness"), ("evolution.json", "best"), ("candidates/g002-c01.json", "fitness"),
      ("candidates/final-01-seed-02.json", "fitness"),
    ])
  func changed(name: String, key: String) throws {
    try withTemporaryFolder { folder in
      var files = try TinySearch.reference.get().files
      // Candidates are read where the state and the record do not have them.
      if name.hasPrefix("candidates/") { files["state.json"] = nil }
      if name.hasPrefix("candidates/final") { files["evolution.json"] = nil }
      let text = String(decoding: files[name]!, as: UTF8.self)
      let line = try #require(text.split(separator: "\n").last { $0.contains("\"\(key)\" : ") })
      // Another number, or another first parameter.
      files[name] = Data(
        text.replacing(line, with: line.replacing(/[0-9.e-]+(?=,)/, with: "0.123", maxReplacements: 1)).utf8)
      try #require(files[name] != Data(text.utf8))
      for (name, data) in files { try AtomicFile.write(data, to: "\(folder)/\(name)") }
      let error = #expect(throws: FileError.self) { try TinySearch.search(in: folder).run(in: .threads(1)) }
      #expect(error?.path == "\(folder)/\(name)" && error?.problem == "was changed after it was written")
      #expect(try TinySearch.files(in: folder)[name] == files[name])
    }
  }
}
