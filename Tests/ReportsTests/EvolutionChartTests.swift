import Charts
import Foundation
import LossEvolution
import Losses
import Testing

@testable import Reports

@Suite("Searches, drawn")
struct EvolutionChartTests {
  private static func record() throws -> EvolutionRecord {
    var record = try #require(try SampleResults.study().losses[1].evolution)
    var second = record.generations[0]
    (second.generation, second.fitnesses, second.best, second.rejected) = (2, [0.2, 0, 0.1], 0.2, 0)
    record.generations.append(second)
    var other = record.finalists[0]
    other.loss = try Loss(parsing: "taylorglo:0,0,2")
    (other.fitness, other.fitnesses) = (0.25, [0.2, 0.3])
    record.finalists.append(other)
    return record
  }

  private static func series(_ name: String, _ chart: LineChart) throws -> LineChart.Series {
    try #require(chart.series.first { $0.name == name })
  }

  @Test("rejected candidates have no dot, trained ones of fitness 0 have one")
  func rejected() throws {
    let chart = EvolutionChart.chart(try Self.record(), name: "a", validation: 100)
    #expect(
      try Self.series("best of generation", chart).scatter
        == [Point(1, 0.25), Point(2, 0), Point(2, 0.1), Point(2, 0.2)])
    let means = try Self.series("mean of those trained", chart).points
    #expect(means[0] == Point(1, 0.25) && abs(means[1].y - 0.1) < 1e-12)
  }

  @Test("the best so far never falls")
  func soFar() throws {
    let chart = EvolutionChart.chart(try Self.record(), name: "a", validation: 100)
    #expect(try Self.series("best so far", chart).points.map(\.y) == [0.25, 0.25])
  }

  @Test("finalists stand apart from generations, with the range of their seeds, and the winner by itself")
  func finalists() throws {
    let chart = EvolutionChart.chart(try Self.record(), name: "a", validation: 100)
    let winner = try Self.series("winner on fresh seeds", chart),
      other = try Self.series("finalists on fresh seeds", chart)
    #expect(winner.points.count == 1 && winner.band == [Interval(0.2, 0.4)] && !winner.isConnected)
    #expect(other.points.count == 1 && other.band == [Interval(0.2, 0.3)])
    let edge = try #require(chart.references.first?.value)
    #expect(edge > 2 && (winner.points + other.points).allSatisfy { $0.x > edge })
    #expect(chart.x.ticks?.map(\.label) == ["1", "2"])
  }

  @Test("a search that found nothing has no winner")
  func nothing() throws {
    var record = try Self.record()
    record.outcome = try JSONDecoder().decode(
      SearchOutcome.self, from: Data(#"{"found": false, "chance": 0.1, "reason": "all are at chance"}"#.utf8))
    let chart = EvolutionChart.chart(record, name: "a", validation: 100)
    #expect(!chart.series.contains { $0.name.hasPrefix("winner") } && chart.title.hasSuffix(": nothing found"))
  }
}
