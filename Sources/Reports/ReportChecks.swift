import Robustness

/// What the checks of all models' audits say together.
struct ReportChecks {
  /// A check of one model that warns or fails.
  private struct Finding {
    let model: HTML
    let check: AuditCheck
  }

  private let findings: [Finding]
  /// The checks' names in their order, with the number of models that each was run for.
  private let counts: [(name: String, models: Int)]
  private let models: Int
  private let results: StudyResults

  init(_ results: StudyResults) {
    var findings: [Finding] = [], counts: [(name: String, models: Int)] = []
    for loss in results.losses {
      for model in loss.models {
        for check in model.attack.checks {
          let place = counts.firstIndex { $0.name == check.name } ?? counts.count
          if place == counts.count { counts.append((check.name, 0)) }
          switch check.verdict {
          case .notRun: continue
          case .pass: break
          case .warn, .fail: findings.append(Finding(model: "\(model.name(in: loss))", check: check))
          }
          counts[place].models += 1
        }
      }
    }
    self.results = results
    self.findings = findings
    self.counts = counts
    models = results.losses.map(\.models.count).reduce(0, +)
  }

  var html: HTML {
    let done = counts.filter { $0.models > 0 }.map { count -> HTML in
      count.models == models ? "\(count.name)" : "\(count.name) (\(count.models) of \(models) models)"
    }
    let missing = counts.filter { $0.models == 0 }.map { "\($0.name)" as HTML }
    guard !done.isEmpty else { return "<p class=\"fail\">No check was run: nothing here says so.</p>" }
    let summary: HTML =
      "<p>Checked: \(done.joined(", "))."
      + (missing.isEmpty ? "" : " Not run for any model: \(missing.joined(", ")).") + "</p>"
    guard !findings.isEmpty else {
      let isWhole = counts.allSatisfy { $0.models == models }
      return
        (isWhole
        ? "<p class=\"pass\">Every check passed for every model.</p>"
        : "<p class=\"pass\">Every check that was run passed.</p>") + summary + CheckMatrix(results).html
    }
    let rows: [[HTML]] = findings.map {
      let verdict = $0.check.verdict.rawValue
      return [$0.model, "<span class=\"\(verdict)\">\(verdict)</span>", "\($0.check.name)", "\($0.check.detail)"]
    }
    return HTML.table(["model", "verdict", "check", "finding"], rows, ofWords: true) + summary
      + CheckMatrix(results).html
  }
}
