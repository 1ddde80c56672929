public import Settings

/// How a study's tasks are given to Slurm: what `sbatch` is told of each of them.
public struct SlurmSettings: Sendable, Codable, Equatable {
  /// `nil` for the cluster's own.
  public var partition: String?
  /// The time limit of a task, as Slurm writes it: `30`, `2:00:00`, `1-12`.
  public var time: String?
  /// The memory of a task, as Slurm writes it: `4G`.
  public var memory: String?
  /// Cores of a task, which are its threads.
  public var cpusPerTask = 1
  public var account: String?
  /// How many tasks may run at a time; `nil` for as many as the cluster lets run.
  public var throttle: Int?
  /// Further lines of the job's script, such as `#SBATCH --constraint=avx512` or `module load gcc`.
  public var extraLines: [String] = []
  /// How many tasks an array has at most, beside the cluster's own limit.
  public var maxArraySize: Int?
  /// Seconds between two looks at the queue.
  public var pollSeconds = 10.0
  /// Minutes for which Slurm may not answer before the run ends.
  public var patienceMinutes = 60.0

  public init() {}

  enum CodingKeys: String, CodingKey {
    case partition, time, memory, account, throttle
    case cpusPerTask = "cpus_per_task"
    case extraLines = "extra_lines"
    case maxArraySize = "max_array_size"
    case pollSeconds = "poll_seconds"
    case patienceMinutes = "patience_minutes"
  }
}

extension SlurmSettings: Configurable {
  public static let usual = SlurmSettings()

  public static let settings: [Setting<SlurmSettings>] = [
    Setting("partition", \.partition, .option, "Partition of the tasks.", usual: "the cluster's"),
    Setting("time", \.time, .option, "Time limit of a task, such as 2:00:00.", usual: "the partition's"),
    Setting("memory", \.memory, .option, "Memory of a task, such as 4G.", usual: "the cluster's"),
    Setting("cpus_per_task", \.cpusPerTask, .whole(1...1024), "Cores of a task, and its threads."),
    Setting("account", \.account, .option, "Account that the tasks are charged to.", usual: "the user's"),
    Setting("throttle", \.throttle, .whole(1...1_000_000), "Tasks that may run at a time.", usual: "no limit"),
    Setting(
      "extra_lines", \.extraLines, .list(of: .line, named: "lines of a job's script", none: "none"),
      "Further lines of each job's script: #SBATCH lines, or commands that run before the task."),
    Setting(
      "max_array_size", \.maxArraySize, .whole(1...1_000_000), "Tasks of an array at most.", usual: "the cluster's"),
    Setting("poll_seconds", \.pollSeconds, .above(0), "Seconds between two looks at the queue.", as: "seconds"),
    Setting(
      "patience_minutes", \.patienceMinutes, .above(0),
      "Minutes for which Slurm may not answer before the run ends; its jobs go on.", as: "minutes"),
  ]
}

extension Rule where Value == String {
  /// The value of an option of `sbatch`.
  fileprivate static var option: Rule {
    Rule("a word as sbatch takes it, without spaces or quotes", placeholder: "value") {
      $0.isEmpty || $0.contains { $0.isWhitespace || "\"'\\".contains($0) } ? nil : $0
    }
  }

  fileprivate static var line: Rule {
    Rule("a line", placeholder: "line") { $0.isEmpty || $0.contains(where: \.isNewline) ? nil : $0 }
  }
}
