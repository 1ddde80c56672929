import Foundation
import Robustness

/// What each attack of a cascade broke and took, as a table of a report.
enum GainTable {
  /// Empty where no model was attacked by several attacks one after another.
  static func html(_ results: StudyResults) -> HTML {
    let rows = results.losses.flatMap { Self.rows($0.name, $0.models.map(\.attack)) }
    guard !rows.isEmpty else { return "" }
    return HTML.table(
      ["model, ε", "attack", "broke", "of", "gradients", "forward passes", "broken per<br>1,000 gradients"], rows) + """
        <p>Each attack took the images that those above it had left right. A gradient is one backward pass of one image. An attack
        that breaks little here may yet be the strongest one alone.\(hasSeeds(results) ? " Sums over seeds." : "")</p>

        """
  }

  private static func hasSeeds(_ results: StudyResults) -> Bool { results.losses.contains { $0.models.count > 1 } }

  /// Sums over the audits of one loss, whose attacks are the same.
  private static func rows(_ name: String, _ audits: [AuditReport]) -> [[HTML]] {
    guard let first = audits.first else { return [] }
    return first.settings.epsilons.enumerated().filter { $1.value > 0 }.flatMap { e, epsilon -> [[HTML]] in
      let gains = audits.map { AttackCurve.gains(in: $0.curves, at: e) }
      guard gains[0].count > 1, gains.allSatisfy({ $0.map(\.label) == gains[0].map(\.label) }) else { return [] }
      return gains[0].indices.map { place in
        let gain = gains.dropFirst().map { $0[place].gain }.reduce(gains[0][place].gain, +)
        return [
          "\(name), \(first.settings.norm.title) ε = \(epsilon.text)", "\(gains[0][place].label.attack.title)",
          "\(Caption.grouped(gain.broken))", "\(Caption.grouped(gain.left))",
          "\(Caption.grouped(gain.passes.backward))", "\(Caption.grouped(gain.passes.forward))",
          gain.perThousandGradients.map { "\(String(format: "%.3g", $0))" } ?? "–",
        ]
      }
    }
  }
}
