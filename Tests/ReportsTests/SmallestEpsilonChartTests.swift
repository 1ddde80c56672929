import Charts
import Files
import Statistics
import TestSupport
import Testing

@testable import Reports
@testable import Robustness

@Suite("The smallest changes that break images, drawn")
struct SmallestEpsilonChartTests {
  @Test("a loss has the mean over its seeds, steps at their ε, and the share that nothing broke in its name")
  func seeds() throws {
    let chart = try #require(SmallestEpsilonChart.chart(SampleResults.study()))
    // Of three images 0 and 1 are wrong anyway, and 2 and 3 broken at 0.5; of the other loss 0 and 0, then 0 and 1.
    #expect(
      chart.series.map(\.name) == [
        "cross-entropy (16.7 % not broken by ε\u{A0}=\u{A0}0.5)", "a\"b,c (83.3 % not broken by ε\u{A0}=\u{A0}0.5)",
      ])
    #expect(chart.series.allSatisfy { $0.isStepped && $0.points.map(\.x) == [0, 0.5] && $0.runs.count == 2 })
    let heights = chart.series.map { $0.points.map(\.y) }, expected = [[1.0 / 6, 5.0 / 6], [0, 1.0 / 6]]
    for (height, expected) in zip(heights.joined(), expected.joined()) { #expect(abs(height - expected) < 1e-12) }
    #expect(chart.footnote.contains("Sizes are upper bounds") && chart.x.label == "Size of the change")
  }

  @Test("one model has Wilson's interval; a step is where an image was found, and the line goes on to the largest ε")
  func one() throws {
    var report = try AuditChartTests.report([("fgsm", "dlr")])
    #expect(SmallestEpsilonChart.chart(report, subtitle: "", dataset: "mnist") == nil)
    report.smallestEpsilons = SmallestEpsilons(
      steps: [.init(epsilon: 0, broken: 10), .init(epsilon: 0.2, broken: 30)], unbroken: 70,
      largest: try Epsilon(parsing: "0.5"))
    let chart = try #require(SmallestEpsilonChart.chart(report, subtitle: "m", dataset: "mnist"))
    #expect(chart.series.map(\.name) == ["all attacks (70.0 % not broken by ε\u{A0}=\u{A0}0.5)"])
    #expect(chart.series[0].points == [Point(0, 0.1), Point(0.2, 0.3), Point(0.5, 0.3)])
    let wilson = WilsonInterval(successes: 30, total: 100)
    #expect(chart.series[0].band[2] == Interval(wilson.lower, wilson.upper) && chart.series[0].runs.isEmpty)
    report.settings.target = .leastLikely
    #expect(SmallestEpsilonChart.chart(report, subtitle: "", dataset: "")?.title.contains("reaches the target") == true)
  }

  @Test("numbers that do not fit to each other or to the worst case are refused with their place")
  func altered() throws {
    let good = try SampleResults.study()
    try good.validate("results.json")
    let epsilon = try Epsilon(parsing: "0.5")
    let cases: [(SmallestEpsilons, String)] = [
      (.init(steps: [.init(epsilon: 0, broken: 0)], unbroken: 2, largest: epsilon), "smallest_epsilon"),
      (
        .init(steps: [.init(epsilon: 0.1, broken: 1), .init(epsilon: 0.5, broken: 2)], unbroken: 1, largest: epsilon),
        "steps[0].epsilon"
      ),
      (
        .init(steps: [.init(epsilon: 0, broken: 2), .init(epsilon: 0.5, broken: 1)], unbroken: 2, largest: epsilon),
        "steps[1].broken"
      ),
      // The report says that two are broken at 0.5.
      (.init(steps: [.init(epsilon: 0, broken: 1)], unbroken: 2, largest: epsilon), "up to ε = 0.5"),
    ]
    for (sizes, place) in cases {
      var results = good
      results.losses[0].models[0].attack.smallestEpsilons = sizes
      let error = #expect(throws: FileError.self) { try results.validate("results.json") }
      #expect(error?.place?.hasPrefix("losses[0].models[0].attack.smallest_epsilon") == true)
      #expect(error?.place?.hasSuffix(place) == true, "\(error?.place ?? "")")
    }
  }
}
