import Foundation

/// A report as Markdown, with the tables of GitHub.
enum MarkdownText {
  static func document(_ report: ReportText) -> String {
    let summary = report.sentences.map { "- \(escaped($0))" }.joined(separator: "\n")
    let parts = ["# \(escaped(report.title))", summary] + report.tables.map(table)
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ table: ReportText.Table) -> String {
    func row(_ cells: [String]) -> String { "| \(cells.map(escaped).joined(separator: " | ")) |" }
    let rule = "|---|" + table.header.dropFirst().map { _ in "---:|" }.joined()
    return "**\(escaped(table.title))**\n\n"
      + ([row(table.header), rule] + table.rows.map(row)).joined(separator: "\n")
  }

  /// The text, of which no sign is taken for markup, on one line.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "|", "*", "_", "`", "[", "]", "#": escaped += "\\\(scalar)"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\n", "\r": escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
