public import Charts
import Foundation
public import Robustness
import Statistics

/// The chart of accuracy against the strength of damage that no adversary chose.
public enum DamageChart {
  /// A chart with a panel for each kind of damage, each of which starts at no damage. In one plot, the curves of damage
  /// that a model bears would cover each other.
  public static func chart(_ report: DamageReport, dataset: String) -> LinePanelChart {
    let targets = Set(report.curves.map(\.target))
    var y = Axis.accuracy
    y.ticks = stride(from: 0, through: 100, by: 20).map { Tick(Double($0) / 100, "\($0) %") }
    return LinePanelChart(
      title: "Accuracy under damage", subtitle: Caption.model(report.settings.checkpoint), y: y,
      panels: report.curves.enumerated().map { panel($1, report, labelsChance: $0 == 0) },
      footnote: "\(dataset) test, n = \(Caption.grouped(report.total)), seed \(report.settings.seed)."
        + (targets.contains(.images) ? " Severities of CIFAR-10-C, 0: none; bands: Wilson 95 %." : "")
        + (targets.contains(.weights) ? " Weights: mean of \(report.settings.draws) draws; faint: each." : ""))
  }

  private static func panel(_ curve: DamageCurve, _ report: DamageReport, labelsChance: Bool) -> LinePanelChart.Panel {
    let clean = report.clean
    func points(_ accuracy: (DamagePoint) -> Double) -> [Point] {
      [Point(0, clean.accuracy)]
        + curve.points.map { Point($0.severity.map { Double($0) } ?? $0.parameter, accuracy($0)) }
    }
    let draws = curve.target == .weights ? report.settings.draws : 0
    let runs = (0..<draws).map { draw in
      points { Double($0.draws?[draw] ?? 0) / Double(max(report.total, 1)) }
    }
    return .init(
      curve.damage, x: axis(curve),
      series: [
        .init(
          curve.damage, points: points(\.accuracy),
          band: draws > 0 ? [] : ([clean.interval] + curve.points.map(\.interval)).map { Interval($0.lower, $0.upper) },
          runs: runs, style: 0)
      ],
      references: [
        ReferenceLine(
          .horizontal,
          at: 1 / Double(report.settings.presentClasses ?? report.settings.dataClasses ?? report.settings.classes),
          labelsChance ? "chance" : "")
      ])
  }

  private static func axis(_ curve: DamageCurve) -> Axis {
    switch curve.target {
    case .images: Axis("Severity", ticks: (0...5).map { Tick(Double($0), "\($0)") })
    case .weights:
      Axis(
        curve.quantity.prefix(1).uppercased() + curve.quantity.dropFirst(),
        ticks: ([0] + curve.points.map(\.parameter)).map { Tick($0, String(format: "%g", $0)) })
    }
  }
}
