import ArgumentParser
import Files
import Reports

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Draw the charts and write report.html of a finished run again.")

  @Argument(help: "The run folder.") var folder: String

  func run() throws {
    let path = "\(folder)/results.json"
    let results = try StableJSON.decode(StudyResults.self, from: AtomicFile.read(path), path: path)
    try AtomicFile.write(ResultsTable.csv(results), to: "\(folder)/results.csv")
    try Report(results).write(to: folder)
    print("\(folder)/report.html")
  }
}
