import ArgumentParser
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

  @OptionGroup var running: RunOptions

  func run() throws {
    Interruption.endAtOnce(.goesOn)
    try running.run(AuditFile.read(audit, overrides: running.overrides))
  }
}
