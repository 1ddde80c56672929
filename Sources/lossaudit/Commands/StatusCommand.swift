import ArgumentParser
import Files
import Studies

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say what of a run is done, running and to come, and who works in its folder.",
    discussion: """
      Reads the run folder alone and touches nothing, so that it may be asked while
      the run goes on, on this machine or on another that sees the folder.

      Example:
        lossaudit status runs/quickstart
      """)

  @Argument(help: ArgumentHelp("Run folders.", valueName: "run")) var folders: [String]

  @Option(
    help: ArgumentHelp(
      "Write the result as JSON to this file; - is standard output, in place of the text.", valueName: "file"))
  var json: String?

  func run() throws {
    if let json, json != "-" { try AtomicFile.requireWritable(json) }
    let all = try folders.map { try RunStatus($0) }
    // One run is an object, several are a list.
    if let json {
      let data = try all.count == 1 ? StableJSON.encode(all[0]) : StableJSON.encode(all)
      if json == "-" { return try Output.result(data) }
      try AtomicFile.write(data, to: json)
    }
    for status in all { try Output.line(status.text) }
  }
}
