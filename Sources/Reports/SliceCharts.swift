public import Charts
public import LossLandscapes

/// Charts of slices through weight space.
public enum SliceCharts {
  /// The chart of one slice: cross-entropy along a line, or over a plane.
  public static func chart(_ report: SliceReport, name: String) -> any Chart {
    report.settings.dimensions == 2
      ? planes([(name, report)], title: "Cross-entropy around the trained weights", subtitle: "")
      : lines(
        [(name, report)],
        title: "Along a \(report.settings.seed == nil ? "given" : "random") direction through the trained weights",
        subtitle: "", accuracy: false)
  }

  /// One-dimensional slices in one plot.
  static func lines(_ slices: [(String, SliceReport)], title: String, subtitle: String, accuracy: Bool) -> LineChart {
    LineChart(
      title: title, subtitle: subtitle, x: Axis("Distance α along the direction"),
      y: accuracy ? Axis.accuracy : Axis("Cross-entropy", unit: "nats", scale: .log),
      series: slices.enumerated().map { style, slice in
        .init(
          slice.0, points: slice.1.points.map { Point($0.alpha, accuracy ? $0.accuracy : $0.crossEntropy) },
          band: accuracy
            ? []
            : slice.1.points.map {
              // On a log axis an interval must stay above zero.
              Interval(
                max($0.crossEntropy - 1.96 * $0.standardError, $0.crossEntropy / 10),
                $0.crossEntropy + 1.96 * $0.standardError)
            }, style: style)
      }, references: [ReferenceLine(.vertical, at: 0, "trained weights")],
      footnote: slices.first.map { caption($0.1) } ?? "")
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
        for point in slice.points {
          guard let beta = point.beta, let column = alphas.firstIndex(of: point.alpha),
            let row = betas.firstIndex(of: beta)
          else { continue }
          values[row * alphas.count + column] = point.crossEntropy
        }
        return .init(name, xs: alphas, ys: betas, values: values)
      }, showsContours: true, marksOrigin: true, footnote: slices.first.map { caption($0.1) } ?? "")
  }

  private static func caption(_ slice: SliceReport) -> String {
    let settings = slice.settings
    // A user's own directions may move biases and the weights of batch-norm, but never its running statistics.
    let (directions, fixed) =
      settings.seed.map { ("filter-normalised Gaussian directions, seed \($0)", "biases and batch-norm") }
      ?? ("given directions", "running statistics of batch-norm")
    let cosine = settings.cosine.map { " (cosine \(($0 * 10_000).rounded() / 10_000))" } ?? ""
    return
      "\(settings.dataset.map { "\($0) test, " } ?? "")n = \(Caption.grouped(slice.total)); \(directions)\(cosine); "
      + "\(fixed) as trained. Flatness alone is not robustness."
  }
}
