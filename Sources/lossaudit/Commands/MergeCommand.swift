import ArgumentParser
import Files
import Robustness

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one audit of the shards that attack --shard has made.",
    discussion: """
      All shards of one audit have to be there, each once, in any order. The
      result has the bytes of the audit that was never divided.

      Example:
        lossaudit attack model.safetensors.zst --shard 1/2 --json 1.json
        lossaudit attack model.safetensors.zst --shard 2/2 --json 2.json
        lossaudit merge audit.json 1.json 2.json
      """)

  @Argument(help: "Where the audit goes, as JSON; - is standard output.") var output: String

  @Argument(help: "The files of the shards.") var shards: [String]

  @Option(
    help: ArgumentHelp(
      "Write the CSV of attack --per-example; every shard must have been made with that flag.", valueName: "file"))
  var perExample: String?

  func run() throws {
    for file in [output == "-" ? nil : output, perExample].compactMap(\.self) { try AtomicFile.requireWritable(file) }
    let merged = try MergedAudit(shards)
    if perExample != nil, merged.perExample == nil {
      throw FileError(
        shards[0], at: "smallest_changes", "not every shard was made with --per-example", expected: "a table's values",
        found: "none", advice: "merge without --per-example, or make the shards again")
    }
    let data = try StableJSON.encode(merged.report)
    try attemptAll(
      {
        if output == "-" { return try Output.result(data) }
        try AtomicFile.write(data, to: output)
        try Output.line(AuditText.text(merged.report))
      },
      { if let perExample, let table = merged.perExample { try AtomicFile.write(table, to: perExample) } })
  }
}
