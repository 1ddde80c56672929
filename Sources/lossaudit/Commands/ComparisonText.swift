import Foundation
import Robustness

/// Two audits and their comparison for a terminal.
enum ComparisonText {
  static func text(_ both: AuditComparison) -> String {
    let audits = zip("AB", [both.first, both.second]).map { letter, report in
      "\(letter): \(report.settings.checkpoint ?? "")\n\(AuditText.text(report))"
    }
    return (audits + [table(both)]).joined(separator: "\n\n")
  }

  private static func table(_ both: AuditComparison) -> String {
    let total = Double(max(both.comparison.total, 1))
    func percent(_ correct: Int) -> String { AuditText.percent(Double(correct) / total) }
    let rows = zip(both.first.settings.epsilons, both.comparison.points).map { epsilon, point in
      row(
        [
          epsilon.text, percent(point.correctA), percent(point.correctB), "\(point.b)", "\(point.c)",
          words(point.adjustedP),
        ]) + point.verdict.rawValue
    }
    return
      ([
        "A and B on the same \(both.comparison.total) images, each by the worst of its attacks:",
        row(["at \(both.first.settings.norm.title) ε", "A keeps", "B keeps", "only A", "only B", "p"]),
      ] + rows + [
        "only A, only B: images that one model alone gets right. p: exact McNemar test, after Holm's correction for",
        "\(rows.count) strengths; above \(Comparison.level) the difference may be chance.",
      ]).map { $0.reversed().drop { $0 == " " }.reversed() }.map { String($0) }.joined(separator: "\n")
  }

  private static func words(_ p: Double) -> String { p < 0.0001 ? "< 0.0001" : String(format: "%.4f", p) }

  private static func row(_ cells: [String]) -> String { cells.map { AuditText.pad($0, 10) }.joined() }
}
