import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("Figures that a study has where it asks for them")
struct OtherFiguresTests {
  /// At ε 0.5 of four images one is right, two as 8-bit files; one reached the target.
  private static func results() throws -> StudyResults {
    var results = try SampleResults.study(slices: false, evolved: false)
    results.losses = [results.losses[0]]
    results.losses[0].models = [results.losses[0].models[0]]
    let points = [0, 0.5].map { (epsilon: Double) in
      let correct = [true, epsilon == 0, epsilon == 0, false], reached = correct.map { _ in false }
      return AttackPoint(
        epsilon: Epsilon(epsilon), correct: correct, cumulative: correct, maxPerturbation: epsilon, zeroGradient: 0,
        reached: epsilon == 0 ? reached : [false, true, false, false],
        rounded: RoundedOutcome(correct: epsilon == 0 ? correct : [true, true, false, false], reached: reached))
    }
    var settings = results.losses[0].models[0].attack.settings
    settings.target = .leastLikely
    results.losses[0].models[0].attack = AuditReport(
      total: 4, clean: Accuracy(correct: 3, total: 4), curves: [], worstCase: points, checks: [], settings: settings)
    return results
  }

  @Test("have a column each in results.csv")
  func table() throws {
    let rows = try ResultsTable.csv(Self.results()).split(separator: "\n")
    #expect(rows.count == 4 && rows[0].hasSuffix(",upper_95,correct_quantised,reached,reached_quantised"))
    #expect(rows[1].hasSuffix(",,,") && rows[2].hasSuffix(",3,0,0") && rows[3].hasSuffix(",2,1,0"))
  }

  @Test("have a column for each ε in the report, which names the target")
  func report() throws {
    let results = try Self.results()
    let table = ReportTables(results: results).accuracy.source
    for title in ["worst case", "as 8-bit files", "target reached", "reached, as 8-bit files"] {
      #expect(table.contains("\(title)<br>L∞ ε = 0.5"), "\(title)")
    }
    #expect(table.contains("<td>25.0&#8239;%</td><td>50.0&#8239;%</td><td>25.0&#8239;%</td><td>0.0&#8239;%</td>"))
    #expect(try !ReportTables(results: SampleResults.study()).accuracy.source.contains("as 8-bit files"))
    #expect(Report(results).page("").source.contains("leads to the target “least-likely”"))
  }

  @Test("are held against the number of images when they are read")
  func altered() throws {
    var results = try Self.results()
    try results.validate("results.json")
    let first = results.losses[0].models[0].attack.worstCase[0], many = [Bool](repeating: true, count: 5)
    let wrong = AttackPoint(
      epsilon: first.epsilon, correct: [true, true, true, false], cumulative: [], maxPerturbation: 0, zeroGradient: 0,
      rounded: RoundedOutcome(correct: many))
    let old = results.losses[0].models[0].attack
    results.losses[0].models[0].attack = AuditReport(
      total: 4, clean: old.clean, curves: [], worstCase: [wrong, old.worstCase[1]], checks: [], settings: old.settings)
    #expect(throws: (any Error).self) { try results.validate("results.json") }
  }
}
