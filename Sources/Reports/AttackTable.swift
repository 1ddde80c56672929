import Robustness
import Statistics

/// What every single attack leaves right, as a table of a report.
enum AttackTable {
  /// Empty where no strength above 0 was tried.
  static func html(_ results: StudyResults) -> HTML {
    guard let settings = results.losses.first?.models.first?.attack.settings else { return "" }
    let places = settings.epsilons.indices.filter { settings.epsilons[$0].value > 0 }
    let rows = results.losses.flatMap { Self.rows($0.name, $0.models.map(\.attack), places) }
    guard !places.isEmpty, !rows.isEmpty else { return "" }
    let strengths = places.map { "\(settings.norm.title) ε = \(settings.epsilons[$0].text)" as HTML }
    return "<h3>The figures of each attack</h3>\n" + HTML.table(["model", "attack"] + strengths, rows)
      + "<p>Images that are still right, in %\(words(results, settings))</p>\n"
  }

  private static func rows(_ name: String, _ audits: [AuditReport], _ places: [Int]) -> [[HTML]] {
    guard let first = audits.first else { return [] }
    func row(_ attack: String, _ points: (AuditReport) -> [AttackPoint]?) -> [HTML] {
      ["\(name)", "\(attack)"]
        + places.map { place in
          let accuracies = audits.compactMap { audit in
            points(audit).map { Accuracy(correct: $0[place].correct, total: audit.total) }
          }
          return "\(Caption.spread(accuracies))"
        }
    }
    let curves = first.curves.map(\.label).map { label in
      row(Caption.curve(label)) { $0.curves.first { $0.label == label }?.points }
    }
    return curves.isEmpty ? [] : curves + [row("all together") { $0.worstCase }]
  }

  private static func words(_ results: StudyResults, _ settings: AuditReport.Settings) -> HTML {
    let curves = results.losses.flatMap(\.models).flatMap(\.attack.curves)
    let attacks = Set(curves.map(\.label.attack)), isSeeded = results.losses.contains { $0.models.count > 1 }
    var words: HTML =
      isSeeded
      ? ": of several seeds the mean ± sample standard deviation, of one model with Wilson's 95&#8239;% interval."
      : ", with Wilson's 95&#8239;% interval."
    if attacks.contains(.pgd), let budget = settings.budget {
      let start = budget.pgdRestarts == 1 ? "one start" : "each of \(budget.pgdRestarts) starts"
      words = words + " PGD takes \(budget.pgdSteps) \(budget.pgdSteps == 1 ? "step" : "steps") from \(start)."
    }
    if attacks.contains(where: { !$0.followsAnyLoss }) {
      words = words + " Attacks that bring their own loss go on with the images that those above them left right."
    }
    return words
  }
}
