public import Charts
public import LossLandscapes

/// Charts of slices through weight space.
public enum SliceCharts {
  /// The chart of one slice: cross-entropy along a line, or over a plane.
  public static func chart(_ report: SliceReport, name: String) -> any Chart {
    report.settings.dimensions == 2
      ? planes(
        [(name, report)],
        title: report.settings.towards == nil
          ? "Cross-entropy around the trained weights" : "Cross-entropy over the plane through three models",
        subtitle: "")
      : lines(
        [(name, report)], title: title(report.settings),
        subtitle: "", accuracy: false)
  }

  /// One-dimensional slices in one plot.
  static func lines(_ slices: [(String, SliceReport)], title: String, subtitle: String, accuracy: Bool) -> LineChart {
    LineChart(
      title: title, subtitle: subtitle, x: Axis("Distance α along the direction"),
      y: accuracy ? Axis.accuracy : Axis("Cross-entropy", unit: "nats", scale: .log),
      series: slices.enumerated().map { style, slice in
        .init(
          slice.0, points: points(slice.1, accuracy), band: band(slice.1, accuracy), style: style)
      }, references: references(slices.map(\.1.settings)),
      footnote: slices.first.map { SliceCaption.text($0.1) } ?? "")
  }

  private static func title(_ settings: SliceReport.Settings) -> String {
    settings.towards == nil
      ? "Along a \(settings.seed == nil ? "given" : "random") direction through the trained weights"
      : "From the first model at 0 to the second at 1"
  }

  private static func references(_ settings: [SliceReport.Settings]) -> [ReferenceLine] {
    settings.contains { $0.towards != nil }
      ? [ReferenceLine(.vertical, at: 0, "first model"), ReferenceLine(.vertical, at: 1, "second model")]
      : [ReferenceLine(.vertical, at: 0, "trained weights")]
  }

  /// The line itself, or the median of several draws.
  private static func points(_ slice: SliceReport, _ accuracy: Bool) -> [Point] {
    slice.spread?.map { Point($0.alpha, accuracy ? $0.accuracy.median : $0.crossEntropy.median) }
      ?? slice.points.map { Point($0.alpha, accuracy ? $0.accuracy : $0.crossEntropy) }
  }

  /// From the lowest to the highest of several draws; of one, 1.96 standard errors of cross-entropy to either side.
  private static func band(_ slice: SliceReport, _ accuracy: Bool) -> [Interval] {
    if let spread = slice.spread {
      return spread.map { accuracy ? $0.accuracy : $0.crossEntropy }.map { Interval($0.lowest, $0.highest) }
    }
    guard !accuracy else { return [] }
    return slice.points.map {
      // On a log axis an interval must stay above zero.
      Interval(
        max($0.crossEntropy - 1.96 * $0.standardError, $0.crossEntropy / 10),
        $0.crossEntropy + 1.96 * $0.standardError)
    }
  }

  /// Two-dimensional slices beside each other, on one colour scale.
  static func planes(_ slices: [(String, SliceReport)], title: String, subtitle: String) -> HeatMapChart {
    HeatMapChart(
      title: title, subtitle: subtitle, x: Axis("α"), y: Axis("β"),
      value: Axis("Cross-entropy", unit: "nats", scale: .log),
      panels: slices.map { name, slice in
        let alphas = Array(Set(slice.points.map(\.alpha))).sorted()
        let betas = Array(Set(slice.points.compactMap(\.beta))).sorted()
        var values = [Double](repeating: .nan, count: alphas.count * betas.count)
        let places =
          slice.spread?.map { ($0.alpha, $0.beta, $0.crossEntropy.median) }
          ?? slice.points.map { ($0.alpha, $0.beta, $0.crossEntropy) }
        for (alpha, beta, value) in places {
          guard let beta, let column = alphas.firstIndex(of: alpha), let row = betas.firstIndex(of: beta) else {
            continue
          }
          values[row * alphas.count + column] = value
        }
        return .init(name, xs: alphas, ys: betas, values: values)
      }, showsContours: true, marksOrigin: true, footnote: slices.first.map { SliceCaption.text($0.1) } ?? "")
  }
}
