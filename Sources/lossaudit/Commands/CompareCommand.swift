import ArgumentParser
import Files
import Reports
import Studies

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Set the results of several runs side by side in one report.",
    discussion: """
      Reads each run's results.json alone. Figures stand side by side only where
      they are of the same images; the report says what cannot be compared.

      Example:
        lossaudit compare runs/first runs/second --output runs/both
      """)

  @Argument(help: ArgumentHelp("Two run folders or more, each with its results.json.", valueName: "run"))
  var folders: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write report.html to.", valueName: "folder"))
  var output = "runs/comparison"

  @Option(
    help: ArgumentHelp(
      "Write the comparison as JSON to this file; - is standard output, in place of the report's path.",
      valueName: "file"))
  var json: String?

  func validate() throws {
    guard folders.count > 1 else {
      throw ValidationError("expected two run folders or more, found \(folders.joined(separator: " "))")
    }
  }

  func run() throws {
    let path = "\(output)/\(RunLayout.report)"
    // A comparison must not take the place of a run's own report.
    guard !FolderNames.exists("\(output)/\(RunLayout.results)") else {
      throw FileError(output, "is a run folder", advice: "choose another one with --output")
    }
    try AtomicFile.requireWritable(path)
    if let json, json != "-" { try AtomicFile.requireWritable(json) }
    let comparison = RunComparison(
      try folders.map { ($0, try StudyResults.read("\($0)/\(RunLayout.results)")) })
    try AtomicFile.write(comparison.page(), to: path)
    for note in comparison.notes { Output.note("note: \(note)\n") }
    if let json, json != "-" { try AtomicFile.write(StableJSON.encode(comparison), to: json) }
    if json == "-" { try Output.result(StableJSON.encode(comparison)) } else { try Output.line(path) }
  }
}
