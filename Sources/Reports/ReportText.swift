import Files
import Losses
import Robustness
import Statistics

/// The words and the main tables of a report without pictures, for a paper or an issue.
public struct ReportText {
  /// How the text is marked up; the raw value is what a user writes.
  public enum Format: String, Sendable, CaseIterable {
    case markdown, latex

    /// The name of the file in the run's folder.
    public var fileName: String {
      switch self {
      case .markdown: "report.md"
      case .latex: "report.tex"
      }
    }
  }

  /// A table of plain text; the first cell of a row is its heading.
  struct Table: Equatable {
    let title: String
    let header: [String]
    let rows: [[String]]
  }

  let title: String
  let sentences: [String]
  let tables: [Table]

  public init(_ results: StudyResults) {
    title = results.name
    sentences = ReportSummary(results).sentences
    tables = [Self.accuracy(results), Self.checks(results), BracketTable.text(results), Self.losses(results)]
      .filter { !$0.rows.isEmpty }
  }

  public func source(_ format: Format) -> String {
    switch format {
    case .markdown: MarkdownText.document(self)
    case .latex: LaTeXText.document(self)
    }
  }

  /// A column for each loss: tables of many ε stay as narrow as a page.
  private static func accuracy(_ results: StudyResults) -> Table {
    let settings = results.losses.first?.models.first?.attack.settings
    let clean =
      ["clean, \(Caption.grouped(results.dataset.test)) images"]
      + results.losses.map { Caption.spread($0.models.map(\.testAccuracy)) }
    let attacked = (settings?.epsilons ?? []).enumerated().map { place, epsilon in
      ["worst case, \(settings!.norm.title) ε = \(epsilon.text)"]
        + results.losses.map { loss in
          Caption.spread(
            loss.models.map {
              Accuracy(correct: $0.attack.worstCase[place].correct, total: $0.attack.total)
            })
        }
    }
    return Table(
      title:
        "Accuracy in %: of one model with Wilson's 95 % interval, of several seeds mean ± sample standard deviation",
      header: [""] + results.losses.map(\.name), rows: [clean] + attacked)
  }

  private static func checks(_ results: StudyResults) -> Table {
    let checks = CheckMatrix(results)
    return Table(
      title: "Checks: the worst verdict over the seeds of each loss", header: ["check"] + results.losses.map(\.name),
      rows: checks.rows.map { row in [row.check] + row.cells.map(\.text) })
  }

  private static func losses(_ results: StudyResults) -> Table {
    Table(
      title: "Losses", header: ["name", "loss"],
      rows: results.losses.compactMap { entry in entry.loss.map { [entry.name, $0.name] } })
  }
}
