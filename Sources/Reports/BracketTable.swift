import Certification
import Foundation
import Robustness
import Statistics

/// Between which shares robust accuracy lies, as a table of a report.
enum BracketTable {
  /// Empty where nothing was certified.
  static func html(_ results: StudyResults) -> HTML {
    let brackets = results.losses.compactMap { loss in loss.certification.map { (loss.name, $0) } }
    guard !brackets.isEmpty else { return "" }
    func percent(_ accuracy: Accuracy) -> HTML {
      "\(String(format: "%.1f", 100 * accuracy.accuracy))&#8239;% (\(String(format: "%.1f", 100 * accuracy.interval.lower)) to \(String(format: "%.1f", 100 * accuracy.interval.upper)))"
    }
    let rows = brackets.flatMap { name, report in
      report.points.map { point -> HTML in
        "<tr><th scope=\"row\">\(name), ε = \(point.text)</th><td>\(percent(point.lower))</td><td>\(percent(point.upper))</td><td>\("\(point.open)")</td></tr>"
      }
    }
    let norms = brackets.map(\.1.settings.norm.title)
    let norm = norms.allSatisfy { $0 == norms[0] } ? norms[0] : "norm"
    let failed = brackets.flatMap { name, report in
      report.checks.filter { $0.verdict == .fail }.map { "<p class=\"fail\">\(name): \($0.detail)</p>" as HTML }
    }
    return """
      <div class="wide"><table><thead><tr><th scope="col">\(norm)</th><th scope="col">proved</th><th scope="col">not broken</th><th scope="col">open</th></tr></thead>
      <tbody>
      \(rows.joined("\n"))
      </tbody></table></div>
      \(failed.joined("\n"))
      <p>Robust accuracy is no lower than the share proved and no higher than the share that no attack broke, of the first
      \("\(brackets[0].1.total)") test images; 95 % intervals say how far these may be from those of all such images.</p>

      """
  }
}
