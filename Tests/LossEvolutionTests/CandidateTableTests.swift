import Files
import Foundation
import Losses
import Models
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Tables of candidates")
struct CandidateTableTests {
  @Test("a line for each candidate says what its file and its formula say")
  func lines() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings { $0.invariant = .exact }
      _ = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let lines = try String(decoding: AtomicFile.read("\(folder)/candidates.jsonl"), as: UTF8.self)
        .split(separator: "\n")
      let results = try TinySearch.candidates(in: folder, prefix: "g")
      try #require(lines.count == results.count)
      for (line, result) in zip(lines, results) {
        let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let theory = LossDescription(result.loss, classes: TinyImages.classes)
        #expect(row["parameters"] as? [Double] == result.parameters)
        #expect(row["fitness"] as? Double == result.fitness && row["fitnesses"] as? [Double] == result.fitnesses)
        #expect(row["attempts"] as? Int == result.trainings && row["status"] as? String == result.status.rawValue)
        let invariant = try #require(row["invariant"] as? [String: Bool])
        #expect(invariant == ["exact": theory.invariant?.exact, "paper": theory.invariant?.paper])
        let gamma = try #require(row["null_epoch"] as? [String: Double])
        // This parser may be off by a last digit.
        let nullEpoch = try #require(theory.nullEpoch)
        for (key, expected) in [("target", nullEpoch.target), ("non_target", nullEpoch.nonTarget)] {
          #expect(abs(try #require(gamma[key]) - expected) <= 1e-14 * abs(expected))
        }
        #expect((row["coefficients"] as? [String: Double])?["chy"] == theory.coefficients?.chy)
        #expect(row["equilibrium_confidence"] as? Double == theory.equilibriumConfidence)
        #expect((row["seconds"] as? Double ?? -1) >= 0)
        let ended = try #require(row["ended"] as? String)
        #expect(
          result.status == .evaluated ? ended == "trained for 1 epoch" : ended.hasPrefix("not trained: it violates"))
      }
    }
  }

  @Test("the table has a row for each initialisation, and as many fields in each")
  func csv() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings {
        $0.initialisations = 2
        $0.invariant = .exact
      }
      _ = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let rows = try String(decoding: AtomicFile.read("\(folder)/candidates.csv"), as: UTF8.self)
        .split(separator: "\n").map { row in
          // The loss is the last field, in quotes, and the only one with commas.
          row.split(separator: "\"")[0].split(separator: ",", omittingEmptySubsequences: false)
        }
      let results = try TinySearch.candidates(in: folder, prefix: "g")
      #expect(rows.count == 1 + results.map { max($0.fitnesses.count, 1) }.reduce(0, +))
      #expect(Set(rows.map(\.count)).count == 1)
      let fitnesses = rows.dropFirst().compactMap { Double($0[6]) }
      #expect(fitnesses == results.flatMap(\.fitnesses))
    }
  }

  @Test("no clock's reading is left elsewhere, and a table made again keeps the seconds")
  func seconds() throws {
    try withTemporaryFolder { folder in
      _ = try TinySearch.search(in: folder).run(in: .threads(1))
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/timing"))
      let before = try AtomicFile.read("\(folder)/candidates.jsonl")
      try FileManager.default.removeItem(atPath: "\(folder)/evolution.json")
      _ = try TinySearch.search(in: folder).run(in: .threads(1))
      #expect(try AtomicFile.read("\(folder)/candidates.jsonl") == before)
    }
  }
}
