import LossLandscapes
import Losses
import Robustness
import Statistics

/// What the runs' own figures say, beside the published reading.
extension PaperFigure {
  static func readings(_ number: Number, _ results: StudyResults) -> [String] {
    switch number {
    case .pullOverEpochs: []
    case .pullOfLosses: known(results).map { pull($0, $1, results.dataset.classes) }
    case .strengths: results.losses.compactMap(underAttack)
    case .line: results.losses.compactMap { loss in loss.slice.map { width(loss.name, $0) } }
    case .plane: results.losses.compactMap { loss in loss.plane.map { rise(loss.name, $0) } }
    }
  }

  private static func pull(_ name: String, _ loss: Loss, _ classes: Int) -> String {
    let points = curve(name, loss, classes).points
    let pushes = points.filter { $0.attraction < 0 }
    guard let first = pushes.first, let last = pushes.last else { return "\(name) pulls at every probability." }
    // The target's probability is 1 less its distance from zero error.
    let from = Caption.fixed(1 - last.epsilon, decimals: 2), to = Caption.fixed(1 - first.epsilon, decimals: 2)
    return "\(name) pushes away where the target has a probability from \(from) to \(to)"
      + (pushes.count == points.count ? ", which is everywhere." : ".")
  }

  private static func underAttack(_ loss: StudyResults.LossResult) -> String? {
    let own = loss.models.compactMap { ownPoints($0.attack)?.max { $0.epsilon.value < $1.epsilon.value } }
    guard let strongest = own.first?.epsilon, let mean = SeedSpread(own.map(\.accuracy))?.mean else { return nil }
    let worst = SeedSpread(
      loss.models.compactMap { $0.attack.worstCase.first { $0.epsilon.value == strongest.value }?.accuracy })
    return "\(loss.name) keeps \(Caption.fixed(100 * mean)) % at ε = \(strongest.text) through its own loss"
      + (worst.map { ", and \(Caption.fixed(100 * $0.mean)) % in the worst case of all attacks" } ?? "") + "."
  }

  private static func width(_ name: String, _ slice: SliceReport) -> String {
    slice.flatness.halfWidth.map {
      "\(name) has lost 10 points of accuracy at a distance of \(Caption.fixed($0, decimals: 2))."
    } ?? "\(name) does not lose 10 points of accuracy on the line."
  }

  private static func rise(_ name: String, _ plane: SliceReport) -> String {
    let rises = plane.flatness.meanRise.sorted { $0.key < $1.key }.map {
      "\(Caption.short($0.value)) at distance \($0.key)"
    }
    return rises.isEmpty
      ? "\(name): the plane has no points at the distances at which a rise is measured."
      : "\(name): cross-entropy rises by \(rises.joined(separator: ", ")) on average."
  }

  /// Losses of which the figure shows nothing.
  static func missing(_ number: Number, _ results: StudyResults, _ pull: PullOverEpochs?) -> [String] {
    let left = results.losses.filter { loss in
      switch number {
      case .pullOverEpochs: !(pull?.names.contains(loss.name) ?? false)
      case .pullOfLosses: loss.loss?.isOfProbabilities != true
      case .strengths: !loss.models.contains { ownPoints($0.attack) != nil }
      case .line: loss.slice == nil
      case .plane: loss.plane == nil
      }
    }
    guard !left.isEmpty else { return [] }
    let names = left.map(\.name).joined(separator: ", ")
    switch number {
    case .pullOfLosses:
      return ["The figure is without \(names): the loss is unknown, or no function of the probabilities alone."]
    case .pullOverEpochs, .strengths, .line, .plane:
      return ["The figure is without \(names), of which nothing was recorded; \(number.needs) records it."]
    }
  }

  /// Models whose accuracy under attack cannot be taken at its word, where the figure shows it.
  static func failures(_ number: Number, _ results: StudyResults) -> [String] {
    switch number {
    case .pullOverEpochs, .pullOfLosses, .line, .plane: return []
    case .strengths: break
    }
    return results.losses.compactMap { loss in
      let failed = Set(loss.models.flatMap(\.attack.checks).filter { $0.verdict == .fail }.map(\.name)).sorted()
      return failed.isEmpty
        ? nil
        : "\(loss.name): the checks \(failed.joined(separator: ", ")) failed; its accuracy under attack cannot be taken at "
          + "its word."
    }
  }
}
