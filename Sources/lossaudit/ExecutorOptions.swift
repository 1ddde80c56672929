import ArgumentParser
import Studies

/// Where work is done.
struct ExecutorOptions: ParsableArguments {
  @OptionGroup var executor: ExecutorOption
  @OptionGroup var slurm: SlurmOptions

  func execution() throws -> SearchStudy.Execution {
    var audit = AuditFile()
    try executor.set(in: &audit)
    var settings = SlurmSettings()
    try slurm.set(in: &settings)
    guard audit.executor == .slurm || settings == SlurmSettings() else {
      throw ValidationError("--executor: expected slurm beside the flags of Slurm, found \(audit.executor.rawValue)")
    }
    return SearchStudy.Execution(audit.executor, settings)
  }
}

struct ExecutorOption: ParsableArguments {
  @Option(\AuditFile.executor) var executor: String?
}

/// What Slurm is told of each task.
struct SlurmOptions: ParsableArguments {
  @Option(\SlurmSettings.partition) var partition: String?
  @Option(\SlurmSettings.time) var time: String?
  @Option(\SlurmSettings.memory) var memory: String?
  @Option(\SlurmSettings.cpusPerTask) var cpusPerTask: String?
  @Option(\SlurmSettings.account) var account: String?
  @Option(\SlurmSettings.throttle) var throttle: String?
  @Option(\SlurmSettings.extraLines) var extraLines: [String]
  @Option(\SlurmSettings.maxArraySize) var maxArraySize: String?
  @Option(\SlurmSettings.pollSeconds) var pollSeconds: String?
  @Option(\SlurmSettings.patienceMinutes) var patienceMinutes: String?
}
