import Charts
import Models
import Training

/// The charts of training curves: accuracy of all losses beside each other, and the course of each loss.
enum TrainingChart {
  static func chart(_ results: StudyResults) -> LinePanelChart? {
    let losses = results.trained.enumerated().filter { loss in loss.1.models.contains { !$0.history.isEmpty } }
    guard !losses.isEmpty else { return nil }
    let training = series(losses) { $0.trainingAccuracy }
    let validation = series(
      losses.filter { $0.1.models.contains { $0.history.contains { $0.validationAccuracy != nil } } }
    ) {
      $0.validationAccuracy ?? .nan
    }
    let drops = drops(losses.flatMap { $0.1.models.map(\.history) })
    var panels: [LinePanelChart.Panel] = [panel("Accuracy on training images", training, drops)]
    if !validation.isEmpty { panels.append(panel("Accuracy on validation images", validation, drops)) }
    panels += losses.map { loss in
      var panel = panel("\(loss.1.name): loss", series([loss]) { $0.trainingLoss }, drops)
      panel.y = Axis("")
      return panel
    }
    return LinePanelChart(
      title: "Training", subtitle: "accuracy of all losses, and the course of each loss", y: .accuracy, panels: panels,
      columns: 2, footnote: footnote(results, drops, hasValidation: !validation.isEmpty))
  }

  /// A curve for each loss: the mean over its seeds, with these behind it.
  private static func series(
    _ losses: [(Int, StudyResults.LossResult)], _ value: (EpochRecord) -> Double
  ) -> [LineChart.Series] {
    losses.map { style, loss in
      let runs = loss.models.map { $0.history.map { Point(Double($0.epoch), value($0)) } }
      let epochs = runs.map(\.count).max() ?? 0
      let mean = (0..<epochs).map { epoch in
        let values = runs.compactMap { $0.indices.contains(epoch) ? $0[epoch].y : nil }
        return Point(Double(epoch + 1), values.reduce(0, +) / Double(values.count))
      }
      return .init(loss.name, points: mean, runs: runs.count > 1 ? runs : [], style: style)
    }
  }

  private static func panel(
    _ title: String, _ series: [LineChart.Series], _ drops: [Int]
  ) -> LinePanelChart.Panel {
    LinePanelChart.Panel(
      title, x: Axis("Epoch", format: .whole), series: series,
      references: drops.enumerated().map { ReferenceLine(.vertical, at: Double($1), $0 == 0 ? "rate falls" : "") })
  }

  /// The epochs at which the learning rate of a training falls to two thirds of the former one or less. A rate that
  /// falls so in more epochs than a few follows a curve rather than steps, and has none.
  private static func drops(_ histories: [[EpochRecord]]) -> [Int] {
    let epochs = histories.flatMap { history in
      zip(history, history.dropFirst()).filter { $1.learningRate <= $0.learningRate * 2 / 3 }.map(\.1.epoch)
    }
    let distinct = Set(epochs).sorted()
    return distinct.count <= 6 ? distinct : []
  }

  private static func footnote(_ results: StudyResults, _ drops: [Int], hasValidation: Bool) -> String {
    let most = results.trained.map(\.models.count).max() ?? 0
    let endEarly = results.trained.contains { Set($0.models.map(\.history.count)).count > 1 }
    return
      "\(results.architecture?.description ?? "") on \(results.dataset.name), \(Caption.grouped(results.dataset.training)) training images, as they were seen."
      + (most > 1
        ? " Lines: mean over \(Caption.seeds(results.trained)); faint: each seed." : " One seed of each loss.")
      + (hasValidation ? "" : " No images were held out for validation.")
      + (drops.isEmpty ? "" : " Dashed: epochs in which the learning rate falls.")
      + " Losses have scales of their own."
      + (endEarly ? " Beyond the end of a training that diverged: mean of the others." : "")
  }
}
