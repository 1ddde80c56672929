import Charts
import Models
import Training

/// The chart of training curves.
enum TrainingChart {
  static func accuracy(_ results: StudyResults) -> LineChart? {
    let series = results.trained.enumerated().compactMap { style, loss -> LineChart.Series? in
      let runs = loss.models.map { $0.history.map { Point(Double($0.epoch), $0.trainingAccuracy) } }
      let epochs = runs.map(\.count).max() ?? 0
      guard epochs > 0 else { return nil }
      let mean = (0..<epochs).map { epoch in
        let values = runs.compactMap { $0.indices.contains(epoch) ? $0[epoch].y : nil }
        return Point(Double(epoch + 1), values.reduce(0, +) / Double(values.count))
      }
      return .init(loss.name, points: mean, runs: runs.count > 1 ? runs : [], style: style)
    }
    guard !series.isEmpty else { return nil }
    let most = results.trained.map(\.models.count).max() ?? 0
    let endEarly = results.trained.contains { Set($0.models.map(\.history.count)).count > 1 }
    return LineChart(
      title: "Training", subtitle: "accuracy on the training images as they were seen",
      x: Axis("Epoch", format: .whole), y: .accuracy, series: series,
      footnote:
        "\(results.architecture?.description ?? "") on \(results.dataset.name), \(Caption.grouped(results.dataset.training)) training images."
        + (most > 1
          ? " Lines: mean over \(Caption.seeds(results.trained)); faint: each seed." : " One seed of each loss.")
        + (endEarly ? " Beyond the end of a training that diverged: mean of the others." : ""))
  }
}
