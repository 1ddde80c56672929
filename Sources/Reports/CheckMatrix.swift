import Robustness

/// Every check as a row and every loss, or model that was given, as a column: what passed is shown too.
struct CheckMatrix {
  /// The worst verdict over the seeds of a loss; `nil` where no model of it has the check.
  struct Cell: Equatable {
    let verdict: AuditCheck.Verdict?
    /// The verdict, with the number of seeds that have it where not all do.
    let text: String

    init(_ verdicts: [AuditCheck.Verdict]) {
      let worstFirst: [AuditCheck.Verdict] = [.fail, .warn, .pass, .notRun]
      verdict = worstFirst.first(where: verdicts.contains)
      guard let verdict else {
        text = "–"
        return
      }
      let share = verdicts.count { $0 == verdict }
      text = verdict.rawValue + (share == verdicts.count ? "" : " (\(share) of \(verdicts.count) seeds)")
    }
  }

  let rows: [(check: String, cells: [Cell])]
  private let names: [String]

  init(_ results: StudyResults) {
    names = results.losses.map(\.name)
    var checks: [String] = []
    for check in results.losses.flatMap(\.models).flatMap(\.attack.checks) where !checks.contains(check.name) {
      checks.append(check.name)
    }
    rows = checks.map { check in
      let cells = results.losses.map { loss in
        Cell(loss.models.compactMap { $0.attack.checks.first { $0.name == check }?.verdict })
      }
      return (check, cells)
    }
  }

  var html: HTML {
    HTML.table(
      ["check"] + names.map { "\($0)" as HTML },
      rows.map { row in
        ["\(row.check)"] + row.cells.map { "<span class=\"\($0.verdict?.rawValue ?? "")\">\($0.text)</span>" as HTML }
      })
  }
}
