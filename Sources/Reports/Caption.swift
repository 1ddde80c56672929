import Checkpoints
import Foundation
import Robustness

/// The words that several charts and the report share.
enum Caption {
  /// Data set, number of images and seeds, as every chart of a study states them.
  static func study(_ results: StudyResults) -> String {
    let total = results.losses.first?.models.first?.attack.total ?? 0
    let seeds = results.losses.first?.models.count ?? 0
    return
      "\(results.architecture) on \(results.dataset.name), n = \(grouped(total)) test images, \(seeds) \(seeds == 1 ? "seed" : "seeds")."
  }

  /// The checkpoint's file name without its folder and its suffix. It is empty where there is no checkpoint.
  static func model(_ checkpoint: String?) -> String {
    let file = ((checkpoint ?? "") as NSString).lastPathComponent
    return Checkpoint.stem(of: file) ?? file
  }

  /// A curve's attack and loss, such as `PGD through cross-entropy`.
  static func curve(_ label: AttackLabel) -> String { label.title { LossCharts.short("\($0)") } }

  /// The unit of ε in a norm.
  static func unit(_ norm: Norm) -> String { "\(norm.title), pixel units" }

  /// The digits of `number` in groups of three, such as `10,000`.
  static func grouped(_ number: Int) -> String {
    let digits = Array("\(number)")
    return digits.indices.map { ((digits.count - $0) % 3 == 0 && $0 > 0 ? "," : "") + String(digits[$0]) }.joined()
  }
}
