import Foundation
import Robustness

/// What each attack of a cascade broke and took, as tables for a terminal.
enum GainText {
  private static let widths = [28, 10, 10, 14, 16]

  /// A table for each strength above 0; nothing where no attacks go on with what others left.
  static func lines(_ report: AuditReport) -> [String] {
    report.settings.epsilons.enumerated().flatMap { e, epsilon -> [String] in
      let gains = AttackCurve.gains(in: report.curves, at: e)
      guard epsilon.value > 0, gains.count > 1 else { return [] }
      let head = "each attack at \(report.settings.norm.title) ε \(epsilon.text)"
      return [row([head, "broke", "of", "gradients", "forward passes", "broken per 1,000 gradients"])]
        + gains.map { label, gain in
          row([
            "  \(label)", "\(gain.broken)", "\(gain.left)", "\(gain.passes.backward)", "\(gain.passes.forward)",
            gain.perThousandGradients.map { String(format: "%.3g", $0) } ?? "–",
          ])
        } + [""]
    }
  }

  private static func row(_ cells: [String]) -> String {
    zip(cells, widths).map { AuditText.pad($0, $1) }.joined() + cells.last!
  }
}
