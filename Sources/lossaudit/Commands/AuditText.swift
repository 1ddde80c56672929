import Foundation
import Robustness
import Statistics

/// The audit as a table for a terminal.
enum AuditText {
  static func text(_ report: AuditReport) -> String {
    func row(_ name: String, _ points: [Accuracy]) -> String {
      pad(name, 28)
        + points.map { "\(percent($0.accuracy)) [\(percent($0.interval.lower)), \(percent($0.interval.upper))]" }
        .map { pad($0, 26) }.joined()
    }
    var lines = [
      "clean: \(percent(report.clean.accuracy)) of \(report.total) images (95 %: \(percent(report.clean.interval.lower)) to \(percent(report.clean.interval.upper)))",
      "",
      pad("accuracy at \(report.settings.norm.title) ε", 28)
        + report.settings.epsilons.map { pad($0.text, 26) }.joined(),
    ]
    /// The row of an attack's figures, and below it those of its images' other properties.
    func rows(_ name: String, _ points: [AttackPoint]) -> [String] {
      func other(_ name: String, _ figure: (AttackPoint) -> Accuracy?) -> [String] {
        let figures = points.compactMap(figure)
        return figures.isEmpty ? [] : [row(name, figures)]
      }
      return [row(name, points.map { Accuracy(correct: $0.correct, accuracy: $0.accuracy, interval: $0.interval) })]
        + other("  rounded to 8 bits", \.quantised) + other("  target reached", \.reached)
        + other("  reached, rounded", \.reachedQuantised)
    }
    lines += report.curves.flatMap { curve in
      rows("\(curve.label)", curve.points) + (curve.parts ?? []).flatMap { rows("  after \($0.label)", $0.points) }
    }
    lines += rows("worst of these", report.worstCase) + [""]
    lines += GainText.lines(report)
    lines += calibration(report)
    lines.append("checks:")
    lines += report.checks.filter { $0.verdict != .notRun }.map {
      "  \(pad($0.verdict.rawValue, 5)) \($0.name): \($0.detail)"
    }
    let others = report.checks.filter { $0.verdict == .notRun }.map(\.name)
    if !others.isEmpty { lines.append("  not run: \(others.joined(separator: ", "))") }
    lines += (report.settings.notes ?? []).map { "note: \($0)" }
    lines.append(
      report.curves.allSatisfy { $0.label.attack == .fgsm }
        ? "FGSM is one step: these figures are upper bounds of the robust accuracy, not the robust accuracy."
        : "What no attack here broke, another may: the worst of these is an upper bound of the robust accuracy.")
    return (lines + verdicts(report)).joined(separator: "\n")
  }

  /// How far the model's confidence can be believed.
  private static func calibration(_ report: AuditReport) -> [String] {
    guard let clean = report.calibration?.clean else { return [] }
    var line = "confidence is off by \(points(clean.expected)) on average without attack"
    if let attacked = report.calibration?.underAttack {
      line +=
        ", by \(points(attacked.error.expected)) under \(attacked.label) at ε \(attacked.epsilon)"
    }
    return [line + " (expected calibration error)", ""]
  }

  /// How many checks ended how, and each that failed once more: it says why the figures above may mislead.
  private static func verdicts(_ report: AuditReport) -> [String] {
    func count(_ verdict: AuditCheck.Verdict) -> Int { report.checks.count { $0.verdict == verdict } }
    let failed = report.checks.filter { $0.verdict == .fail }
    let counts = "checks: \(count(.pass)) pass, \(count(.warn)) warn, \(failed.count) fail"
    guard !failed.isEmpty else { return [counts] }
    return ["\(counts); the figures above cannot be taken at their word:"] + failed.map { "  \($0.name): \($0.detail)" }
  }

  static func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
  private static func points(_ value: Double) -> String { String(format: "%.1f points", 100 * value) }

  static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width ? text + " " : text + String(repeating: " ", count: width - text.count)
  }
}
