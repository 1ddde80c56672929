import Files
import Foundation
import LossLandscapes
import Robustness

/// A slice as a table for a terminal.
enum SliceText {
  static func text(_ report: SliceReport) -> String {
    guard let spread = report.spread else { return table(report) }
    let hasAttack = report.settings.epsilon != nil
    let header =
      "alpha      beta       cross-entropy: median, lowest, highest           accuracy: median, lowest, highest"
      + (hasAttack ? "  under FGSM" : "")
    let rows = spread.map { place in
      let loss = place.crossEntropy, accuracy = place.accuracy
      return String(
        format: "%-10.4f %-10.4f %-15.6g %-15.6g %-15.6g  %-9.4f %-9.4f %.4f", place.alpha, place.beta ?? 0,
        loss.median, loss.lowest, loss.highest, accuracy.median, accuracy.lowest, accuracy.highest)
        + (place.attacked.map { String(format: "             %.4f", $0.median) } ?? "")
    }
    return ([header] + rows).joined(separator: "\n")
  }

  private static func table(_ report: SliceReport) -> String {
    let header =
      "alpha      beta       cross-entropy  own loss       accuracy"
      + (report.settings.epsilon.map { "   under FGSM at \($0.text)" } ?? "")
    let rows = report.points.map { point in
      let own = point.ownLoss.map { String(format: "%-14.6g", $0.unsignedNaN) } ?? "unknown       "
      return String(
        format: "%-10.4f %-10.4f %-14.6g \(own) %.4f", point.alpha, point.beta ?? 0, point.crossEntropy.unsignedNaN,
        point.accuracy) + (point.attacked.map { String(format: "     %.4f", $0.accuracy) } ?? "")
    }
    return ([header] + rows).joined(separator: "\n")
  }
}
