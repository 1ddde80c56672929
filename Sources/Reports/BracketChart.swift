public import Certification
public import Charts
import Foundation
import Robustness
import Statistics

/// The chart of what is proved and what is not broken, against ε: robust accuracy lies between the two.
public enum BracketChart {
  /// `subtitle` says which model it is; without it the name of its file does.
  public static func chart(_ report: CertificationReport, subtitle: String? = nil) -> LineChart {
    let attacked = report.points.filter { $0.epsilon > 0 }.sorted { $0.epsilon < $1.epsilon }
    let strengths = [0] + attacked.map(\.epsilon)
    func curve(_ accuracies: [Accuracy]) -> [Point] { zip(strengths, accuracies).map { Point($0, $1.accuracy) } }
    let proved = [report.clean] + attacked.map(\.lower), left = [report.clean] + attacked.map(\.upper)
    let lower = curve(proved), upper = curve(left), isClosed = lower == upper
    let series: [LineChart.Series] =
      isClosed
      ? [
        .init(
          "proved = not broken by an attack", points: upper,
          band: left.map { Interval($0.interval.lower, $0.interval.upper) }, style: 0)
      ]
      : [
        .init(
          "not broken by an attack", points: upper, band: zip(lower, upper).map { Interval($0.y, $1.y) }, style: 0,
          isEmphasised: true),
        .init("proved", points: lower, style: 1),
      ]
    return LineChart(
      title: "Robust accuracy: proved and not broken", subtitle: subtitle ?? Caption.model(report.settings.checkpoint),
      x: Axis(
        "Attack strength ε", unit: Caption.unit(report.settings.norm),
        ticks: [Tick(0, "0")] + attacked.map { Tick($0.epsilon, $0.text) }), y: .accuracy,
      series: series,
      footnote: "\(report.settings.dataset ?? "Images"), n = \(Caption.grouped(report.total)). "
        + (isClosed
          ? "No image is open. Band: Wilson 95 %."
          : "Shaded: open, neither proved nor broken. Wilson 95 % intervals of the curves (not shown) reach up to "
            + "\(Caption.fixed(100 * reach(of: proved + left))) points beyond them.")
    )
  }

  /// The longest way from an accuracy to an end of its interval.
  private static func reach(of accuracies: [Accuracy]) -> Double {
    accuracies.map { max($0.accuracy - $0.interval.lower, $0.interval.upper - $0.accuracy) }.max()!
  }
}
