public import Charts
public import LossLandscapes
import Robustness

/// Charts of slices through weight space.
public enum SliceCharts {
  /// The chart of one slice: cross-entropy along a line, or over a plane.
  public static func chart(_ report: SliceReport, name: String) -> any Chart {
    report.settings.dimensions == 2
      ? planes([(name, report)], title: title(report.settings, .crossEntropy), subtitle: "")
      : lines([(name, report)], .crossEntropy, title: title(report.settings, .crossEntropy), subtitle: "")
  }

  /// Cross-entropy over a plane as a surface.
  public static func surface(_ report: SliceReport, name: String) -> any Chart {
    surfaces([(name, report)], title: title(report.settings, .crossEntropy), subtitle: "")
  }

  /// The chart of one slice's accuracy, and of that under FGSM where it was measured.
  public static func accuracyChart(_ report: SliceReport, name: String) -> any Chart {
    let title = title(report.settings, .accuracy)
    let curves: [(String, SliceCurve)] =
      [("\(name), unattacked", .accuracy)]
      + (report.settings.epsilon.map { [("\(name), FGSM at \($0.text)", .attackedAccuracy)] } ?? [])
    if report.settings.dimensions == 2 {
      return planes(curves.map { ($0.0, report, $0.1) }, title: title, subtitle: "", value: .accuracy)
    }
    var chart = lines([(name, report)], .accuracy, title: title, subtitle: "")
    chart.series = curves.enumerated().map { style, curve in curve.1.series(curve.0, report, style: style) }
    return chart
  }

  /// One-dimensional slices in one plot.
  static func lines(
    _ slices: [(String, SliceReport)], _ curve: SliceCurve, title: String, subtitle: String
  ) -> LineChart {
    LineChart(
      title: title, subtitle: subtitle, x: Axis("Distance α along the direction"), y: curve.axis,
      series: slices.enumerated().map { style, slice in curve.series(slice.0, slice.1, style: style) },
      references: references(slices.map(\.1.settings)), footnote: slices.first.map { SliceCaption.text($0.1) } ?? "")
  }

  private static func title(_ settings: SliceReport.Settings, _ curve: SliceCurve) -> String {
    if settings.dimensions == 2 {
      return curve.name
        + (settings.towards == nil ? " around the trained weights" : " over the plane through three models")
    }
    if settings.towards != nil { return "From the first model at 0 to the second at 1" }
    let isGiven = settings.seed == nil, draws = settings.directions ?? 1
    return draws > 1
      ? "Along \(draws) random directions through the trained weights"
      : "Along a \(isGiven ? "given" : "random") direction through the trained weights"
  }

  private static func references(_ settings: [SliceReport.Settings]) -> [ReferenceLine] {
    settings.contains { $0.towards != nil }
      ? [ReferenceLine(.vertical, at: 0, "first model"), ReferenceLine(.vertical, at: 1, "second model")]
      : [ReferenceLine(.vertical, at: 0, "trained weights")]
  }

  /// Cross-entropy of two-dimensional slices beside each other, on one colour scale.
  static func planes(_ slices: [(String, SliceReport)], title: String, subtitle: String) -> HeatMapChart {
    planes(
      slices.map { ($0.0, $0.1, .crossEntropy) }, title: title, subtitle: subtitle,
      value: crossEntropy)
  }

  private static func planes(
    _ slices: [(String, SliceReport, SliceCurve)], title: String, subtitle: String, value: Axis
  ) -> HeatMapChart {
    HeatMapChart(
      title: title, subtitle: subtitle, x: Axis("α"), y: Axis("β"), value: value, panels: panels(slices),
      showsContours: true, marksOrigin: true,
      footnote: slices.first.map { SliceCaption.text($0.1, mark: "cross") } ?? "")
  }

  /// Cross-entropy of two-dimensional slices as surfaces, on one scale.
  static func surfaces(_ slices: [(String, SliceReport)], title: String, subtitle: String) -> SurfaceChart {
    SurfaceChart(
      title: title, subtitle: subtitle, x: Axis("α"), y: Axis("β"), value: crossEntropy,
      panels: panels(slices.map { ($0.0, $0.1, .crossEntropy) }), marksOrigin: true,
      footnote: slices.first.map { SliceCaption.text($0.1, mark: "dot, or ring where a nearer part hides it") } ?? "")
  }

  private static let crossEntropy = Axis("Cross-entropy", unit: "nats", scale: .log)

  private static func panels(_ slices: [(String, SliceReport, SliceCurve)]) -> [HeatMapChart.Panel] {
    slices.map { name, slice, curve in
      let alphas = slice.alphas, betas = slice.betas
      let places = slice.spread?.map { ($0.alpha, $0.beta) } ?? slice.points.map { ($0.alpha, $0.beta) }
      var values = [Double](repeating: .nan, count: alphas.count * betas.count)
      for ((alpha, beta), value) in zip(places, curve.numbers(slice)) {
        guard let beta, let column = alphas.firstIndex(of: alpha), let row = betas.firstIndex(of: beta) else {
          continue
        }
        values[row * alphas.count + column] = value
      }
      return .init(
        name, xs: alphas, ys: betas, values: values,
        path: slice.trajectory?.map { Point($0.alpha, $0.beta) } ?? [])
    }
  }
}
