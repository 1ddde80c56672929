/// The tasks of job arrays that have not ended, as `squeue --format=%j|%i|%T|%r` lists them.
///
/// `%i` is `17_4` of a task that has begun, and `17_[5-9,12%3]` of those that wait. A task that is `COMPLETING` has ended:
/// where its machine does not answer, Slurm may call it so for hours.
struct SlurmQueue: Equatable {
  /// By the names of jobs.
  private(set) var jobs: [String: Job] = [:]
  /// Tasks that Slurm could not start, by the names of their jobs. It holds them then: they would wait for ever.
  private(set) var unstarted: [String: Set<Int>] = [:]

  struct Job: Equatable {
    /// Slurm's number.
    var number: String
    var tasks: Set<Int> = []
    /// Whether Slurm has said which tasks these are; where it has not, any may be.
    var isComplete = true
    /// Why tasks wait, in Slurm's words.
    var reasons: Set<String> = []
  }

  init(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
      guard fields.count == 4 else { continue }
      let name = String(fields[0]), parts = fields[1].split(separator: "_", maxSplits: 1)
      let tasks = parts.count == 2 ? Self.tasks(parts[1]) : nil
      if fields[3].contains(Self.failedStart) { unstarted[name, default: []].formUnion(tasks ?? []) }
      guard fields[2] != "COMPLETING" else { continue }
      var job = jobs[name] ?? Job(number: String(parts.first ?? ""))
      if let tasks { job.tasks.formUnion(tasks) } else { job.isComplete = false }
      let reason = String(fields[3])
      if !Self.ordinary.contains(reason) { job.reasons.insert(reason) }
      jobs[name] = job
    }
  }

  func holds(_ index: Int, of name: String) -> Bool {
    jobs[name].map { !$0.isComplete || $0.tasks.contains(index) } ?? false
  }

  private static let failedStart = "launch failed requeued held"

  /// What a busy cluster says of every job.
  private static let ordinary: Set = [
    "", "None", "Resources", "Priority", "JobArrayTaskLimit", "BeginTime", "Cleaning", "Prolog", "Licenses",
  ]

  /// The tasks that `4` or `[5-9,12%3]` stands for; `nil` where the list was cut.
  private static func tasks(_ text: Substring) -> [Int]? {
    let list = text.trimmingPrefix("[").prefix { $0 != "]" && $0 != "%" }
    var tasks: [Int] = []
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-").map { Int($0) }
      switch ends.count {
      case 1: guard let only = ends[0] else { return nil }; tasks.append(only)
      case 2:
        guard let first = ends[0], let last = ends[1], first <= last else { return nil }
        tasks += first...last
      default: return nil
      }
    }
    return tasks.isEmpty ? nil : tasks
  }
}
