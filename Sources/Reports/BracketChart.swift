public import Certification
public import Charts
import Foundation
import Robustness
import Statistics

/// The chart of what is proved and what is not broken, against ε: robust accuracy lies between the two.
public enum BracketChart {
  /// `subtitle` says which model it is; without it the name of its file does.
  public static func chart(_ report: CertificationReport, subtitle: String? = nil) -> LineChart {
    let points = report.points.sorted { $0.epsilon < $1.epsilon }
    func at(_ share: (CertificationReport.Point) -> Double) -> [Point] {
      [Point(0, report.clean.accuracy)] + points.filter { $0.epsilon > 0 }.map { Point($0.epsilon, share($0)) }
    }
    let upper = at(\.upper.accuracy), lower = at(\.lower.accuracy)
    let ticks = [Tick(0, "0")] + points.filter { $0.epsilon > 0 }.map { Tick($0.epsilon, $0.text) }
    let series: [LineChart.Series] =
      upper == lower
      ? [.init("proved = not broken by an attack", points: upper, style: 0)]
      : [
        .init(
          "not broken by an attack", points: upper, band: zip(lower, upper).map { Interval($0.y, $1.y) }, style: 0,
          isEmphasised: true),
        .init("proved", points: lower, style: 1),
      ]
    return LineChart(
      title: "Robust accuracy: proved and not broken", subtitle: subtitle ?? Caption.model(report.settings.checkpoint),
      x: Axis("\(report.settings.norm.title) ε", ticks: ticks), y: .accuracy,
      series: series,
      footnote: "\(report.settings.dataset ?? "Images"), n = \(Caption.grouped(report.total)). "
        + (upper == lower ? "No image is open." : "Shaded: open, neither proved nor broken.")
    )
  }
}
