public import Charts
import Foundation
public import Robustness

/// Accuracy under attack against ε.
public enum AuditChart {
  /// One model: a curve per attack loss, and the worst case.
  public static func chart(_ report: AuditReport, title: String, dataset: String) -> LineChart {
    var series = report.curves.map { curve in
      LineChart.Series(
        curve.title.replacingOccurrences(of: curve.attack, with: curve.attack.uppercased()),
        points: curve.points.map { Point($0.epsilon, $0.accuracy) },
        band: curve.points.map { Interval($0.interval.lower, $0.interval.upper) })
    }
    series.append(
      .init(
        "worst of these, per image", points: report.worstCase.map { Point($0.epsilon, $0.accuracy) },
        band: report.worstCase.map { Interval($0.interval.lower, $0.interval.upper) }))
    return LineChart(
      title: title, subtitle: report.settings.checkpoint ?? "", x: axis(report.settings.epsilons), y: accuracy,
      series: series.map(sorted),
      footnote:
        "\(dataset) test, n = \(grouped(report.total)). Bands: Wilson 95 %. Attacks bound robust accuracy from above."
    )
  }

  /// Several losses: the mean over seeds, with the pooled Wilson interval, and each seed faint behind it.
  static func comparison(
    _ results: StudyResults, title: String, subtitle: String, points: (AuditReport) -> [AttackPoint]?
  ) -> LineChart? {
    var series: [LineChart.Series] = []
    for (style, loss) in results.losses.enumerated() {
      let curves = loss.models.compactMap { points($0.attack) }
      guard let first = curves.first else { continue }
      let pooled = first.indices.map { e in
        Accuracy(
          correct: curves.map { $0[e].correct }.reduce(0, +), total: loss.models.map(\.attack.total).reduce(0, +))
      }
      series.append(
        sorted(
          .init(
            loss.name, points: zip(first, pooled).map { Point($0.epsilon, $1.accuracy) },
            band: pooled.map { Interval($0.interval.lower, $0.interval.upper) },
            runs: curves.count > 1
              ? curves.map { $0.map { Point($0.epsilon, $0.accuracy) }.sorted { $0.x < $1.x } } : [],
            style: style)))
    }
    guard !series.isEmpty, let epsilons = results.losses.first?.models.first?.attack.settings.epsilons else {
      return nil
    }
    return LineChart(
      title: title, subtitle: subtitle, x: axis(epsilons), y: accuracy, series: series,
      references: [ReferenceLine(.horizontal, at: 1 / Double(results.dataset.classes), "chance")],
      footnote: caption(results) + " Lines: mean over seeds; bands: Wilson 95 % over all images; faint: each seed.")
  }

  static let accuracy = Axis("Accuracy", format: .percent, range: 0...1)

  static func axis(_ epsilons: [Epsilon]) -> Axis {
    let ticks = epsilons.sorted { $0.value < $1.value }.map { Tick($0.value, $0.text) }
    return Axis("Attack strength ε", unit: "pixel units", ticks: ticks.count < 2 ? nil : ticks)
  }

  /// Data set, n and seeds, as every chart of a study says them.
  static func caption(_ results: StudyResults) -> String {
    let total = results.losses.first?.models.first?.attack.total ?? 0
    let seeds = results.losses.first?.models.count ?? 0
    return
      "\(results.architecture) on \(results.dataset.name), n = \(grouped(total)) test images, \(seeds) \(seeds == 1 ? "seed" : "seeds")."
  }

  static func grouped(_ number: Int) -> String {
    let digits = Array("\(number)")
    return digits.indices.map { ((digits.count - $0) % 3 == 0 && $0 > 0 ? "," : "") + String(digits[$0]) }.joined()
  }

  /// ε may be asked for in any order; a line is drawn in ascending order.
  private static func sorted(_ series: LineChart.Series) -> LineChart.Series {
    var series = series
    let order = series.points.indices.sorted { series.points[$0].x < series.points[$1].x }
    series.band = series.band.isEmpty ? [] : order.map { series.band[$0] }
    series.points = order.map { series.points[$0] }
    return series
  }
}
