import Statistics
import Testing

@testable import Certification
@testable import Charts
@testable import Reports
@testable import Robustness

@Suite("Charts of what is proved and not broken")
struct BracketChartTests {
  /// A report of 30 images, of which 29 are right and `proved` and `left` of them proved and not broken at each ε.
  private static func report(_ counts: [(epsilon: Double, proved: Int, left: Int)]) -> CertificationReport {
    CertificationReport(
      total: 30, clean: Accuracy(correct: 29, total: 30),
      points: counts.map { epsilon, proved, left in
        CertificationReport.Point(
          epsilon: epsilon, text: "\(epsilon)", proved: proved, broken: 29 - left, open: left - proved,
          lower: Accuracy(correct: proved, total: 30), upper: Accuracy(correct: left, total: 30))
      }, images: [], checks: [], settings: .init(epsilons: [], norm: .linf, secondsPerImage: 0))
  }

  @Test("Two curves with the open gap between them, which start at the accuracy without attack")
  func gap() {
    let chart = BracketChart.chart(Self.report([(0.02, 3, 20), (0.01, 15, 25)]), subtitle: "a loss")
    #expect(chart.series.map(\.name) == ["not broken by an attack", "proved"])
    #expect(chart.series[0].points.map(\.y) == [29, 25, 20].map { $0 / 30.0 })
    #expect(chart.series[1].points.map(\.y) == [29, 15, 3].map { $0 / 30.0 })
    #expect(chart.series[0].band.map(\.lower) == chart.series[1].points.map(\.y))
    // The lower curve is drawn on the strong one, so that neither hides the other where they meet.
    #expect(chart.series.map(\.isEmphasised) == [true, false] && chart.footnote.contains("Shaded: open"))
    // The farthest end: of 20 of 30, 66.7 %, Wilson's interval begins at 48.8 %.
    #expect(chart.footnote.hasSuffix("reach up to 17.9 points beyond them."))
  }

  @Test("Equal curves are one, which both names stand for")
  func equal() {
    let chart = BracketChart.chart(Self.report([(0.01, 25, 25), (0.02, 20, 20)]), subtitle: "a loss")
    #expect(chart.series.map(\.name) == ["proved = not broken by an attack"])
    #expect(chart.series[0].points.map(\.x) == [0, 0.01, 0.02])
    // What so few images say of all images is in the picture.
    let interval = WilsonInterval(successes: 20, total: 30)
    #expect(chart.series[0].band.last == Interval(interval.lower, interval.upper))
    #expect(chart.footnote.hasSuffix("No image is open. Band: Wilson 95 %."))
  }
}
