/// Where the tasks of one wave stand, which do not need each other.
struct SlurmWave {
  enum Standing: Equatable {
    /// To be submitted.
    case waiting
    case submitted(number: Int, index: Int)
    case done, failed
  }

  private(set) var standings: [Standing]
  private(set) var attempts: [Int]
  /// Tasks to be submitted, in their order.
  private(set) var waiting: [Int]
  /// Tasks whose end is not known, by their jobs' numbers in the run's folder, and the index in the array of each.
  private(set) var outstanding: [Int: [Int: Int]] = [:]
  /// Since when a task has ended and its result has not been seen.
  var missingSince: [Int: ContinuousClock.Instant] = [:]
  /// Tasks that Slurm could not start, until they are settled.
  private(set) var unstarted: Set<Int> = []
  /// How often the cluster itself has lost each task: these are no attempts.
  private(set) var losses: [Int]
  private(set) var settled = 0

  init(count: Int) {
    standings = Array(repeating: .waiting, count: count)
    attempts = Array(repeating: 0, count: count)
    losses = attempts
    waiting = Array(0..<count)
  }

  var isSettled: Bool { settled == standings.count }
  var outstandingCount: Int { outstanding.values.reduce(0) { $0 + $1.count } }

  /// Takes the first `count` of the waiting tasks as the tasks 0, 1, … of a job.
  mutating func submit(_ count: Int, as number: Int) {
    for (index, task) in waiting.prefix(count).enumerated() { place(task, number, index) }
    waiting.removeFirst(min(count, waiting.count))
  }

  /// Takes tasks that are known to wait or run: `indices` has the index in the array of each.
  mutating func adopt(_ indices: [Int: Int], of number: Int) {
    let fresh = indices.filter { standings[$0.key] == .waiting }
    for (task, index) in fresh { place(task, number, index) }
    waiting.removeAll { fresh[$0] != nil }
  }

  private mutating func place(_ task: Int, _ number: Int, _ index: Int) {
    standings[task] = .submitted(number: number, index: index)
    outstanding[number, default: [:]][task] = index
    attempts[task] += 1
  }

  /// Slurm could not start a task, and has not taken it back.
  mutating func noteFailedStart(_ task: Int) { unstarted.insert(task) }

  /// A task has ended: for good, or to be submitted again. What the cluster itself has lost is no attempt.
  mutating func end(_ task: Int, as standing: Standing, isAttempt: Bool = true) {
    guard case .submitted(let number, _) = standings[task] else { return }
    outstanding[number]![task] = nil
    missingSince[task] = nil
    unstarted.remove(task)
    if !isAttempt {
      attempts[task] -= 1
      losses[task] += 1
    }
    standings[task] = standing
    if standing == .waiting { waiting.append(task) } else { settled += 1 }
  }

  /// Forgets a job without outstanding tasks.
  mutating func close(_ number: Int) { outstanding[number] = nil }
}
