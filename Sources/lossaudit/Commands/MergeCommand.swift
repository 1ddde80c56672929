import ArgumentParser
import Files
import Robustness

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one audit of the shards that attack --shard has made.",
    discussion: """
      All shards of one audit have to be there, each once, in any order. The
      result has the bytes of the audit that was never divided. For the wide
      table of images every shard must have been made with --per-example.

      Example:
        lossaudit attack model.safetensors.zst --shard 1/2 --json 1.json
        lossaudit attack model.safetensors.zst --shard 2/2 --json 2.json
        lossaudit merge audit.json 1.json 2.json
      """)

  @Argument(help: "Where the audit goes, as JSON; - is standard output.") var output: String

  @Argument(help: "The files of the shards.") var shards: [String]

  @OptionGroup var table: PerExampleOptions

  func run() throws {
    let form = try table.form()
    for file in [output == "-" ? nil : output, table.perExample].compactMap(\.self) {
      try AtomicFile.requireWritable(file)
    }
    let merged = try MergedAudit(shards)
    let text = table.perExample == nil ? nil : merged.perExample(form)
    if table.perExample != nil, text == nil {
      throw FileError(
        shards[0], at: "smallest_changes", "not every shard was made with --per-example", expected: "a table's values",
        found: "none", advice: "make the shards again, or ask for --per-example-form long")
    }
    let data = try StableJSON.encode(merged.report)
    try attemptAll(
      {
        if output == "-" { return try Output.result(data) }
        try AtomicFile.write(data, to: output)
        try Output.line(AuditText.text(merged.report))
      },
      { if let file = table.perExample, let text { try AtomicFile.write(text, to: file) } })
  }
}
