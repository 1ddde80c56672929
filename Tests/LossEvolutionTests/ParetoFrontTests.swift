import Files
import Losses
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Pareto front")
struct ParetoFrontTests {
  private static func result(_ index: Int, _ clean: Double, _ robust: Double?) throws -> CandidateResult {
    CandidateResult(
      generation: 1, index: index, parameters: [0, 0, Double(index)], loss: try Loss(parsing: "taylorglo:0,0,\(index)"),
      status: robust == nil ? .violatesInvariant : .evaluated, fitness: 0, validationAccuracy: clean,
      robustAccuracy: robust, fitnesses: [], trainings: 1)
  }

  @Test("it keeps what no other candidate beats, from the best clean accuracy down, whatever the order of arrival")
  func kept() throws {
    let results = try [
      Self.result(1, 0.9, 0.1), Self.result(2, 0.8, 0.1), Self.result(3, 0.7, 0.4), Self.result(4, 0.9, 0.1),
      Self.result(5, 0.6, 0.3), Self.result(6, 0.5, 0.5), Self.result(7, 0, nil),
    ]
    for order in [results, results.reversed()] {
      var front = ParetoFront()
      for result in order { front.take([result]) }
      #expect(front.members.map(\.candidate) == [1, 4, 3, 6])
      #expect(front.members.map(\.robustAccuracy) == [0.1, 0.1, 0.4, 0.5])
    }
  }

  @Test("a search that is asked to keeps the front of all its candidates, in the state and in the record")
  func search() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings(.tradeOff) { $0.pareto = true }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let front = try #require(record.front)
      var expected = ParetoFront()
      expected.take(try TinySearch.candidates(in: folder, prefix: "g"))
      #expect(front == expected && !front.members.isEmpty)
      let data = try AtomicFile.read("\(folder)/evolution.json")
      #expect(try StableJSON.decode(EvolutionRecord.self, from: data, path: "evolution.json") == record)
    }
  }

  @Test("no other search has one")
  func without() throws {
    #expect(try TinySearch.reference.get().record.front == nil)
  }
}
