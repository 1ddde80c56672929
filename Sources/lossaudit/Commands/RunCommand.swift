import ArgumentParser
import Files
import Foundation
import Studies

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a whole audit: evolve, train, attack, slice, report.",
    discussion: """
      Goes on where an interrupted run of the same audit stopped; prints the run
      folder, which holds report.html, results.json, results.csv and the models.

      Examples:
        lossaudit run audits/quickstart/audit.yaml
        lossaudit run my-audit.yaml --set training.epochs=2 \\
          --set losses.baikal.training.learning_rate=0.02
      """)

  @Argument(help: "The audit file.") var audit: String

  @Option(
    help: ArgumentHelp(
      "The run folder, new or of the same audit. (default: runs/NAME, with the audit's name)", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Replace a value of the audit file, such as training.epochs=2; repeatable.", valueName: "key=value"))
  var set: [String] = []

  @Flag(help: "Move a former run to FOLDER.before-1 and start over.") var fresh = false

  @Flag(help: "Say what would be done, and do nothing.") var dryRun = false

  @OptionGroup var engine: EngineOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let file = try AuditFile.read(audit, overrides: set + (engine.precise ? ["precise=true"] : []))
    let path = output ?? "runs/\(file.name)"
    if dryRun {
      let plan = try StudyPlan(file, in: path, fresh: fresh)
      try Output.line("\(file.name): in \(path), on \(common.threads) threads\(plan.standing)")
      for step in plan.lines { try Output.line("- \(step)") }
      return
    }
    try common.requireWritable()
    let console = common.console
    if fresh, let aside = try RunFolder.setAside(path) { console.log("the former run is now \(aside)") }
    Interruption.listen()
    let folder = try RunFolder(path, audit: file)
    try withExtendedLifetime(folder) {
      try StudyRunner(audit: file, folder: folder, threads: common.threads, console: console).run()
    }
    if let json = common.json {
      let results = try AtomicFile.read(folder.path(RunLayout.results))
      if json == "-" {
        try Output.result(results)
        return
      }
      try AtomicFile.write(results, to: json)
    }
    try Output.line(path)
  }
}
