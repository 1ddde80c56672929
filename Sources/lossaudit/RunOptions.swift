import ArgumentParser
import Files
import Foundation
import Reports
import Studies

/// How a whole audit is run: where, anew or going on, or only in words.
struct RunOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The run folder, new or of the same audit. (default: runs/NAME, with the audit's name)", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Replace a value of the audit file, such as training.epochs=2; repeatable.", valueName: "key=value"))
  var set: [String] = []

  @Flag(help: "Move a former run to FOLDER.before-1 and start over.") var fresh = false

  @Flag(help: "Say what would be done, and do nothing.") var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Run nothing: write the tasks and what a scheduler has to be told of them, and print it: "
        + "\(ManifestKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "scheduler"))
  var printManifest: String?

  @OptionGroup var engine: EngineOptions
  @OptionGroup var common: CommonOptions

  /// The values that replace those of the audit file.
  var overrides: [String] { self.set + (engine.precise ? ["precise=true"] : []) }

  /// Runs `audit`, or goes on where an interrupted run of it stopped; prints the run folder.
  func run(_ audit: AuditFile) throws {
    let path = output ?? "runs/\(audit.name)"
    if dryRun {
      let plan = try StudyPlan(audit, in: path, fresh: fresh)
      try Output.line("\(audit.name): in \(path), \(workers(of: audit))\(plan.standing)")
      for step in plan.lines { try Output.line("- \(step)") }
      if !plan.hasReadData { try Output.line("data and models were not read; the run does that first") }
      return
    }
    if let printManifest { return try write(manifest(printManifest), audit, path) }
    try common.requireWritable()
    let console = common.console
    if fresh, let aside = try RunFolder.setAside(path) { console.log("the former run is now \(aside)") }
    Interruption.listen()
    let folder = try RunFolder(path, audit: audit)
    try withExtendedLifetime(folder) {
      do {
        try StudyRunner(audit: audit, folder: folder, threads: common.threads, console: console).run()
      } catch {
        folder.removeUnused()
        throw error
      }
    }
    let file = folder.path(RunLayout.results), results = try AtomicFile.read(file)
    if let json = common.json, json != "-" { try AtomicFile.write(results, to: json) }
    if common.json == "-" { try Output.result(results) } else { try Output.line(path) }
    console.log("report: \(path)/\(Report.fileName)")
    for line in FailedChecks.lines(try StableJSON.decode(StudyResults.self, from: results, path: file)) {
      Output.note("\(line)\n")
    }
  }

  private func workers(of audit: AuditFile) -> String {
    switch audit.executor {
    case .local: "on \(common.threads.counted("thread"))"
    case .slurm: "by Slurm"
    }
  }

  private func manifest(_ name: String) throws -> ManifestKind {
    guard let kind = ManifestKind(rawValue: name) else {
      throw ValidationError(
        "--print-manifest: expected one of \(ManifestKind.allCases.map(\.rawValue).joined(separator: ", ")), found \(name)"
      )
    }
    return kind
  }

  /// Every manifest on standard output, each behind a comment with its path.
  private func write(_ kind: ManifestKind, _ audit: AuditFile, _ path: String) throws {
    let folder = try RunFolder(path, audit: audit)
    let files = try withExtendedLifetime(folder) { try ManifestWriter(audit, kind, in: folder).write() }
    for (index, file) in files.enumerated() {
      if index > 0 { try Output.line(kind == .kubernetes && index < files.count - 1 ? "---" : "") }
      // The file that runs all is no YAML.
      if kind == .kubernetes, index == files.count - 1 { continue }
      try Output.result(Data("# \(file.path)\n\(file.text)".utf8))
    }
    common.console.log("written, nothing run; \(files.last!.path) runs all of it")
  }
}
