import ArgumentParser
import Files
import Reports
import Studies

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write charts, report.html and results.csv of a finished run again.",
    discussion: """
      Reads the run's results.json alone; prints the report's file.
      """)

  @Argument(help: "The run folder, with its results.json.") var folder: String

  func run() throws {
    let path = "\(folder)/\(RunLayout.results)"
    let results = try StudyResults.read(path)
    try AtomicFile.write(ResultsTable.csv(results), to: "\(folder)/\(RunLayout.table)")
    try Report(results).write(to: folder)
    try Output.line("\(folder)/\(RunLayout.report)")
  }
}
