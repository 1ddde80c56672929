import Certification
import Robustness
import Statistics

/// Between which shares robust accuracy lies, as a table of a report.
enum BracketTable {
  /// Empty where nothing was certified.
  static func html(_ results: StudyResults) -> HTML {
    let brackets = brackets(results)
    guard !brackets.isEmpty else { return "" }
    func percent(_ accuracy: Accuracy) -> HTML {
      "\(Caption.fixed(100 * accuracy.accuracy))&#8239;% (\(interval(accuracy)))"
    }
    let rows = rows(brackets).map { name, point -> HTML in
      "<tr><th scope=\"row\">\(name)</th><td>\(percent(point.lower))</td><td>\(percent(point.upper))</td><td>\("\(point.open)")</td></tr>"
    }
    let failed = brackets.flatMap { name, report in
      report.checks.filter { $0.verdict == .fail }.map { "<p class=\"fail\">\(name): \($0.detail)</p>" as HTML }
    }
    return """
      <div class="wide"><table><thead><tr><th scope="col">\(norm(brackets))</th><th scope="col">proved</th><th scope="col">not broken</th><th scope="col">open</th></tr></thead>
      <tbody>
      \(rows.joined("\n"))
      </tbody></table></div>
      \(failed.joined("\n"))
      <p>Robust accuracy is no lower than the share proved and no higher than the share that no attack broke, of the first
      \("\(brackets[0].report.total)") test images; 95 % intervals say how far these may be from those of all such images.</p>

      """
  }

  /// The same in plain text. It has no rows where nothing was certified.
  static func text(_ results: StudyResults) -> ReportText.Table {
    let brackets = brackets(results)
    func percent(_ accuracy: Accuracy) -> String {
      "\(Caption.fixed(100 * accuracy.accuracy)) (\(interval(accuracy)))"
    }
    return ReportText.Table(
      title:
        "Robust accuracy in % with Wilson's 95 % interval: no lower than proved, no higher than not broken, of the first "
        + "\(brackets.first?.report.total ?? 0) test images",
      header: [brackets.isEmpty ? "" : norm(brackets), "proved", "not broken", "open images"],
      rows: rows(brackets).map { name, point in [name, percent(point.lower), percent(point.upper), "\(point.open)"] })
  }

  private typealias Bracket = (loss: String, report: CertificationReport)

  private static func brackets(_ results: StudyResults) -> [Bracket] {
    results.losses.compactMap { loss in loss.certification.map { (loss.name, $0) } }
  }

  private static func rows(_ brackets: [Bracket]) -> [(name: String, point: CertificationReport.Point)] {
    brackets.flatMap { loss, report in report.points.map { ("\(loss), ε = \($0.text)", $0) } }
  }

  private static func norm(_ brackets: [Bracket]) -> String {
    let norms = brackets.map(\.report.settings.norm.title)
    return norms.allSatisfy { $0 == norms[0] } ? norms[0] : "norm"
  }

  private static func interval(_ accuracy: Accuracy) -> String {
    "\(Caption.fixed(100 * accuracy.interval.lower)) to \(Caption.fixed(100 * accuracy.interval.upper))"
  }
}
