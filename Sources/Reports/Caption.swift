import Checkpoints
import Foundation
import Models
import Robustness
import Statistics

/// The words that several charts and the report share.
enum Caption {
  /// Data set, number of images and seeds, as every chart of a study states them.
  static func study(_ results: StudyResults) -> String {
    let total = range(results.losses.flatMap(\.models).map(\.attack.total))
    return "\(subject(results)) on \(results.dataset.name), n = \(total) test images"
      + (results.trained.isEmpty ? "." : ", \(seeds(results.trained)).")
  }

  /// Which models a study is of, such as `preresnet-20`, or `2 models from files`.
  static func subject(_ results: StudyResults) -> String {
    let given = results.given.count
    let models = given == 0 ? nil : given == 1 ? "1 model from a file" : "\(given) models from files"
    return [results.architecture?.description, models].compactMap { $0 }.joined(separator: " and ")
  }

  /// The number of seeds, such as `2 seeds`, or `2 to 5 seeds` where losses have different numbers of them.
  static func seeds(_ losses: [StudyResults.LossResult]) -> String {
    let counts = losses.map(\.models.count), most = counts.max() ?? 0, fewest = counts.min() ?? 0
    return "\(fewest == most ? "" : "\(fewest) to ")\(most) \(most == 1 ? "seed" : "seeds")"
  }

  /// The numbers as one where they are equal, such as `900`, or as `900 to 1,000`.
  static func range(_ numbers: [Int]) -> String {
    let least = numbers.min() ?? 0, most = numbers.max() ?? 0
    return least == most ? grouped(most) : "\(grouped(least)) to \(grouped(most))"
  }

  /// The number with fixed decimals, or in words where it is not finite.
  static func fixed(_ value: Double, decimals: Int = 1) -> String {
    value.isFinite ? String(format: "%.\(decimals)f", value) : notFinite(value)
  }

  /// The number with three digits, or in words where it is not finite.
  static func short(_ value: Double) -> String {
    value.isFinite ? String(format: "%.3g", value) : notFinite(value)
  }

  private static func notFinite(_ value: Double) -> String {
    value.isNaN ? "not a number" : value > 0 ? "infinite" : "−infinite"
  }

  /// The checkpoint's file name without its folder and its suffix. It is empty where there is no checkpoint.
  static func model(_ checkpoint: String?) -> String {
    let file = ((checkpoint ?? "") as NSString).lastPathComponent
    return Checkpoint.stem(of: file) ?? file
  }

  /// The loss that a model was trained with, as its metadata name it, with short numbers; `nil` where they do not.
  static func ownLoss(_ settings: AuditReport.Settings) -> String? { settings.losses["own"].map(LossCharts.short) }

  /// A model by its file, and by the loss that it was trained with where its metadata name it.
  static func model(_ settings: AuditReport.Settings) -> String {
    let file = model(settings.checkpoint)
    guard let loss = ownLoss(settings) else { return file }
    return file.isEmpty ? "trained with \(loss)" : "\(file), trained with \(loss)"
  }

  /// A curve's attack and loss, such as `PGD through cross-entropy`.
  static func curve(_ label: AttackLabel) -> String { label.title { LossCharts.short("\($0)") } }

  /// Accuracies in %: of one model with Wilson's 95 % interval, of several seeds the mean ± the sample standard deviation.
  static func spread(_ accuracies: [Accuracy]) -> String {
    guard let spread = SeedSpread(accuracies.map(\.accuracy)) else { return "–" }
    func percent(_ value: Double) -> String { fixed(100 * value) }
    if let deviation = spread.deviation { return "\(percent(spread.mean)) ± \(percent(deviation))" }
    let interval = accuracies[0].interval
    return "\(percent(spread.mean)) (\(percent(interval.lower)) to \(percent(interval.upper)))"
  }

  /// The unit of ε in a norm.
  static func unit(_ norm: Norm) -> String { "\(norm.title), pixel units" }

  /// The digits of `number` in groups of three, such as `10,000`.
  static func grouped(_ number: Int) -> String {
    let digits = Array("\(number)")
    return digits.indices.map { ((digits.count - $0) % 3 == 0 && $0 > 0 ? "," : "") + String(digits[$0]) }.joined()
  }
}
