import Charts
import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("Damage charts")
struct DamageChartTests {
  static func report(_ kinds: [DamageKind]) -> DamageReport {
    DamageReport(
      total: 2000, clean: Accuracy(correct: 1800, total: 2000),
      curves: kinds.map { kind in
        switch kind {
        case .images(let name):
          DamageCurve(
            damage: kind.name, target: .images, quantity: kind.quantity,
            points: name.parameters.enumerated().map {
              DamagePoint(severity: $0 + 1, parameter: $1, correct: 1700 - 100 * $0, total: 2000)
            })
        case .weights(let name):
          DamageCurve(
            damage: kind.name, target: .weights, quantity: kind.quantity,
            points: name.strengths.map { DamagePoint(strength: $0, draws: [1000, 1400, 1200], total: 2000) })
        }
      }, settings: .init(seed: 7, draws: 3, classes: 10, checkpoint: "model.safetensors.zst"))
  }

  @Test("each kind of damage has a panel that begins without damage; images have their intervals as bands")
  func corruptions() {
    let chart = DamageChart.chart(Self.report([.images(.contrast), .images(.pixelate)]), dataset: "cifar-10")
    #expect(chart.panels.map(\.title) == ["contrast", "pixelate"])
    let series = chart.panels[0].series
    #expect(series.map(\.points) == [[0.9, 0.85, 0.8, 0.75, 0.7, 0.65].enumerated().map { Point(Double($0), $1) }])
    let clean = WilsonInterval(successes: 1800, total: 2000)
    #expect(series[0].band.count == 6 && series[0].band[0] == Interval(clean.lower, clean.upper))
    #expect(series[0].runs.isEmpty)
    #expect(
      chart.footnote
        == "cifar-10 test, n = 2,000, seed 7. Severities of CIFAR-10-C, 0: none; bands: Wilson 95 %.")
    #expect(chart.subtitle == "model")
    // The line of chance has its name once.
    #expect(chart.panels.map { $0.references.map(\.value) } == [[0.1], [0.1]])
    #expect(chart.panels.map { $0.references[0].label } == ["chance", ""])
  }

  @Test("chance is that of the data, of which a model may have more outputs")
  func chance() {
    var report = Self.report([.images(.contrast)])
    (report.settings.classes, report.settings.dataClasses) = (1000, 4)
    #expect(DamageChart.chart(report, dataset: "").panels.map { $0.references.map(\.value) } == [[0.25]])
  }

  @Test("damaged weights are drawn over their strengths, each draw faint behind the mean")
  func weights() {
    let chart = DamageChart.chart(Self.report([.weights(.noise)]), dataset: "cifar-10")
    let series = chart.panels[0].series[0]
    #expect(series.points.map(\.x) == [0] + WeightDamageName.noise.strengths)
    #expect(series.points.map(\.y) == [0.9, 0.6, 0.6, 0.6, 0.6, 0.6])
    #expect(series.runs.map { $0.map(\.y) } == [0.5, 0.7, 0.6].map { [0.9, $0, $0, $0, $0, $0] })
    #expect(series.band.isEmpty)
    #expect(chart.panels[0].x.label == "Noise in proportion to each filter's norm")
    #expect(chart.footnote == "cifar-10 test, n = 2,000, seed 7. Weights: mean of 3 draws; faint: each.")
  }
}
