import Files
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
    #expect(
      rows.count == 4 && rows[0].contains(",upper_95,correct_quantised,reached,reached_quantised,epsilon_written,"))
    #expect(
      rows[1].contains(",,,,0,linf,") && rows[2].contains(",3,0,0,0.0,linf,") && rows[3].contains(",2,1,0,0.5,linf,"))
  }

  @Test("have a row for each ε in the report, which names the target")
  func report() throws {
    let results = try Self.results()
    let table = ReportTables(results: results).accuracy.source
    for title in ["worst case", "as 8-bit files", "target reached", "reached, as 8-bit files"] {
      #expect(table.contains("\(title), L∞ ε = 0.5"), "\(title)")
    }
    #expect(table.contains("as 8-bit files, L∞ ε = 0.5</th><td>50.0&#8239;%</td>"))
    #expect(try !ReportTables(results: SampleResults.study()).accuracy.source.contains("as 8-bit files"))
    #expect(Report(results).page("").source.contains("leads to the target “least-likely”"))
  }

  /// A study of models that are given, of which attacks with the target `cat` took `taken` images each.
  private static func given(taken: Int, leftOut: [Int?], test: Int) throws -> StudyResults {
    var results = try results()
    let model = results.losses[0].models[0]
    results.dataset.test = test
    results.architecture = nil
    results.losses = leftOut.enumerated().map { number, leftOut in
      var settings = model.attack.settings, given = model
      settings.target = leftOut.map { _ in .named("cat") }
      settings.leftOut = leftOut
      settings.limit = taken < test ? taken : nil
      given.seed = nil
      given.attack = AuditReport(
        total: taken - (leftOut ?? 0), clean: model.attack.clean, curves: [], worstCase: model.attack.worstCase,
        checks: [], settings: settings)
      return .init(
        name: "\(number)", loss: nil, evolution: nil,
        checkpoint: .init(
          file: "m", digest: "0", architecture: "a", parameters: 1, mean: [0], standardDeviation: [1]),
        models: [given], slice: nil, plane: nil)
    }
    return results
  }

  @Test(
    "a target leaves images out: how many is said of every model, and not taken for a limit",
    arguments: [
      (1000, [100], nil, "left out of the attacks: 100.", "n = 900 test images"),
      (1000, [nil], "attacks: the first 1,000.", nil, "n = 1,000 test images"),
      (
        1000, [100, 120], "attacks: the first 1,000.", "left out of the attacks: 100 to 120.",
        "n = 880 to 900 test images"
      ),
      (1000, [0, 0], nil, nil, "n = 1,000 test images"),
    ] as [(Int, [Int?], String?, String?, String)])
  func leftOut(taken: Int, leftOut: [Int?], limit: String?, own: String?, caption: String) throws {
    let results = try Self.given(taken: taken, leftOut: leftOut, test: limit == nil ? taken : 2000)
    let page = Report(results).page("").source
    #expect(page.contains("attacks: the first") == (limit != nil) && page.contains(limit ?? ""))
    #expect(page.contains("left out of the attacks") == (own != nil) && page.contains(own ?? ""))
    #expect(Caption.study(results).contains(caption), "\(Caption.study(results))")
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
    let error = #expect(throws: FileError.self) { try results.validate("results.json") }
    #expect(error?.place == "losses[0].models[0].attack.worst_case[0].correct_quantised.correct", "\(error as Any)")
  }
}
