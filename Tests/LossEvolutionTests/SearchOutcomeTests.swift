import Files
import Foundation
import Losses
import TestSupport
import Testing
import Training

@testable import LossEvolution

@Suite("The outcome of a search")
struct SearchOutcomeTests {
  /// Generations with these fitnesses, of which the lowest ones were rejected untrained, and the outcome for a best
  /// finalist of `fitness` on ten classes of ten images.
  private static func outcome(
    _ fitnesses: [[Double]], rejected: Int = 0, final fitness: Double, labels: [UInt8]? = nil
  ) throws -> SearchOutcome {
    let loss = try Loss(parsing: "taylorglo:0,0,1")
    return SearchOutcome(
      fitnesses.enumerated().map {
        .init(
          generation: $0 + 1, fitnesses: $1, best: $1.max()!, median: 0, rejected: rejected, sigma: 1, bestLoss: loss)
      },
      best: .init(loss: loss, origin: "", searchFitness: nil, fitnesses: [], fitness: fitness, validationAccuracy: 0),
      labels: labels ?? (0..<100).map { UInt8($0 % 10) })
  }

  @Test("candidates that differ and a finalist clearly above chance are a find")
  func found() throws {
    let outcome = try Self.outcome([[0.1, 0.4], [0.3, 0.5]], final: 0.45)
    #expect(outcome.found && outcome.reason == nil && outcome.chance == 0.1)
  }

  @Test("candidates that are all alike are none, however good they are; those rejected untrained do not part them")
  func tied() throws {
    let outcome = try Self.outcome([[0, 0.9], [0, 0.9]], rejected: 1, final: 0.9)
    #expect(
      outcome.reason == "all 2 trained candidates have the same fitness, 90.0 %: nothing told them apart"
        && !outcome.found)
    #expect(try Self.outcome([[0, 0]], rejected: 2, final: 0.5).reason?.hasPrefix("no candidate was trained") == true)
    // One trained candidate is no tie: the final holds it against the distribution's mean.
    #expect(try Self.outcome([[0, 0.9]], rejected: 1, final: 0.9).found)
  }

  @Test("a best finalist at chance is none, nor is one above it by no more than the images vary")
  func chance() throws {
    for fitness in [0.05, 0.1, 0.13] {
      let outcome = try Self.outcome([[0.1, 0.2]], final: fitness)
      #expect(!outcome.found && outcome.reason?.contains("is not above chance, 10.0 %") == true)
    }
    // Nine of ten images are of one class: a model that always answers it has 90 %.
    let uneven = try Self.outcome([[0.1, 0.9]], final: 0.91, labels: (0..<100).map { $0 < 90 ? 3 : 1 })
    #expect(uneven.chance == 0.9 && !uneven.found)
  }

  @Test("a search whose candidates all diverge names no winner in its record, and its best reads back")
  func record() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings { $0.training.learningRate = 1e30 }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      #expect(record.winner == nil && record.outcome?.found == false)
      #expect(record.words.hasPrefix("nothing found: all 8 trained candidates have the same fitness, 0.0 %"))
      let data = try AtomicFile.read("\(folder)/evolution.json"), text = String(decoding: data, as: UTF8.self)
      #expect(text.contains("\"winner\" : null") && text.contains("\"found\" : false"))
      #expect(try StableJSON.decode(EvolutionRecord.self, from: data, path: "evolution.json") == record)
    }
  }

  @Test("a record from before outcomes were looked for has its winner")
  func older() throws {
    let reference = try #require(TinySearch.reference.get().files["evolution.json"])
    var json = try #require(try JSONSerialization.jsonObject(with: reference) as? [String: Any])
    json["winner"] = json["best"]
    json["best"] = nil
    json["outcome"] = nil
    let record = try StableJSON.decode(
      EvolutionRecord.self, from: JSONSerialization.data(withJSONObject: json), path: "evolution.json")
    #expect(record.winner == record.best && record.outcome == nil)
  }
}
