import Charts

/// How sure trained models are of the right class, against where theory says that their losses come to rest.
enum ConfidenceChart {
  /// A point for each model; `nil` where no loss has a predicted and a measured confidence.
  static func chart(_ results: StudyResults) -> LineChart? {
    var leftOut: [String] = [], counts: [Int] = []
    let series = results.losses.enumerated().compactMap { style, loss -> LineChart.Series? in
      let points = loss.models.compactMap { model -> Point? in
        guard let confidence = model.confidence, let x = confidence.predicted, let y = confidence.mean else {
          return nil
        }
        counts.append(confidence.images)
        return Point(x, y)
      }
      guard !points.isEmpty else {
        leftOut.append(loss.name)
        return nil
      }
      return LineChart.Series(loss.name, points: points, isConnected: false, style: style)
    }
    guard !series.isEmpty else { return nil }
    let diagonal = LineChart.Series(
      "measured as predicted", points: [Point(0, 0), Point(1, 1)], style: results.losses.count, isWide: true)
    return LineChart(
      title: "Confidence where models are right, beside the predicted equilibrium",
      subtitle: "mean probability of the right class over the test images that a model gets right",
      x: Axis("Equilibrium confidence of the loss", range: 0...1), y: Axis("Measured mean confidence", range: 0...1),
      series: [diagonal] + series,
      footnote: "\(Caption.subject(results)) on \(results.dataset.name), \(Caption.range(counts)) right ones of "
        + "\(Caption.grouped(results.dataset.test)) test images. One point for each model. Below the line, the training has not reached the "
        + "equilibrium, or images hold each other back."
        + (leftOut.isEmpty ? "" : " Without \(leftOut.joined(separator: ", ")): no equilibrium, or nothing right."))
  }
}
