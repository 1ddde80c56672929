import ArgumentParser
import Charts
import Files
import Reports
import Studies

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write charts, report.html and results.csv of a finished run again.",
    discussion: """
      Reads the run's results.json alone; prints the report's file. The formats markdown and latex write report.md and
      report.tex beside it: the summary and the main tables, without charts.

      Examples:
        lossaudit report runs/audit
        lossaudit report runs/audit --formats pdf,svg --width 8cm --no-title
      """)

  @Argument(help: "The run folder, with its results.json.") var folder: String

  @Option(help: "html, markdown or latex.") var format = ReportFormat.html

  @Option(
    help: ArgumentHelp(
      "Formats of charts: \(ChartFormat.allCases.map(\.rawValue).joined(separator: ", ")). (default: those of the run's audit file)",
      valueName: "list"))
  var formats: String?

  @OptionGroup var drawing: ChartDesignOptions

  func run() throws {
    let path = "\(folder)/\(RunLayout.results)"
    let results = try StudyResults.read(path)
    switch format {
    case .html:
      try AtomicFile.write(ResultsTable.csv(results), to: "\(folder)/\(RunLayout.table)")
      try ResultsTables(results).write(to: folder)
      try Report(results).write(
        to: folder, formats: requestedFormats() ?? AuditFile.chartFormats(in: results.audit), design: drawing.design())
      try Output.line("\(folder)/\(RunLayout.report)")
    case .markdown: try write(results, as: .markdown)
    case .latex: try write(results, as: .latex)
    }
  }

  private func write(_ results: StudyResults, as format: ReportText.Format) throws {
    let path = "\(folder)/\(format.fileName)"
    try AtomicFile.write(ReportText(results).source(format), to: path)
    try Output.line(path)
  }

  func validate() throws { _ = try requestedFormats() }

  private func requestedFormats() throws -> [ChartFormat]? {
    try formats?.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let format = ChartFormat(rawValue: String(name)) else {
        throw ValidationError(
          "--formats: expected some of \(ChartFormat.allCases.map(\.rawValue).joined(separator: ", ")), found \(name)")
      }
      return format
    }
  }
}

/// What the report is written as.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
  case html, markdown, latex
}
