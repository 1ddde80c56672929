import LossEvolution
import Training

/// One piece of a study's work, as a value: any process that has the run's folder and the data can do it.
///
/// A loss is named as in the audit file, and so is a model that is given, which has no seed. Paths are within the run's
/// folder.
enum StudyTask: Sendable, Codable, Equatable {
  /// Finds a loss; its candidates are tasks of their own.
  case evolve(loss: String)
  /// Trains and scores one candidate of the search for a loss.
  case score(loss: String, candidate: CandidateTask)
  case train(loss: String, seed: UInt64)
  /// Attacks a model.
  case audit(loss: String, seed: UInt64?)
  /// Damages a model and its images.
  case damage(loss: String, seed: UInt64?)
  /// Proves a model's robustness, or breaks it.
  case certify(loss: String, seed: UInt64?)
  /// Cuts a slice through a model.
  case slice(loss: String, seed: UInt64?, shape: SliceShape)
  /// Measures how sharp the minimum of a model is.
  case sharpness(loss: String, seed: UInt64?)
  /// Gathers all results, and draws the charts.
  case report

  /// The file that the task leaves behind. It is there whole or not at all, and it is written last.
  var writes: String {
    switch self {
    case .evolve(let loss): RunLayout.searchRecord(loss)
    case .score(let loss, let candidate): "\(RunLayout.search(loss))/\(candidate.file)"
    case .train(let loss, let seed): RunLayout.checkpoint(loss, seed: seed)
    case .audit(let loss, let seed): RunLayout.attack(loss, seed: seed)
    case .damage(let loss, _): RunLayout.damage(loss)
    case .certify(let loss, _): RunLayout.certification(loss)
    case .slice(let loss, _, let shape): RunLayout.slice(loss, shape)
    case .sharpness(let loss, let seed): RunLayout.sharpness(loss, seed: seed)
    case .report: RunLayout.report
    }
  }

  /// What the task keeps while it is under way, for a next start to go on from.
  var unfinished: [String] {
    switch self {
    case .evolve(let loss): [RunLayout.searchState(loss)]
    case .train(let loss, let seed): [RunLayout.unfinishedTraining(loss, seed: seed)]
    case .audit(let name, nil): [RunLayout.journal(name)]
    case .slice(let name, _, let shape): [RunLayout.unfinishedSlice(name, shape)]
    case .score, .audit, .damage, .certify, .sharpness, .report: []
    }
  }

  /// The files of other tasks that the task needs.
  func reads(in audit: AuditFile) -> [String] {
    /// What says which loss this is, where a search has found it.
    func origin(_ loss: String) -> [String] {
      audit.losses.contains { $0.name == loss && $0.evolution != nil } ? [RunLayout.searchRecord(loss)] : []
    }
    switch self {
    case .evolve, .score: return []
    case .train(let loss, _): return origin(loss)
    case .audit(let loss, let seed), .damage(let loss, let seed), .certify(let loss, let seed),
      .slice(let loss, let seed, _), .sharpness(let loss, let seed):
      return origin(loss) + (seed.map { [RunLayout.checkpoint(loss, seed: $0)] } ?? [])
    case .report: return StudyStage.all(of: audit).flatMap(\.tasks).filter { $0 != .report }.map(\.writes)
    }
  }

  /// Whether the task belongs to the process that runs the study: on all its threads, and at every start.
  ///
  /// A search hands out tasks itself, and knows what is left to do. A report is written anew, since a result may have
  /// been removed and made again.
  var isCentral: Bool {
    switch self {
    case .evolve, .report: true
    case .score, .train, .audit, .damage, .certify, .slice, .sharpness: false
    }
  }

  /// Whether the task runs by itself, on all threads. A model that is given may be large, and often there is one alone.
  var takesAllThreads: Bool {
    switch self {
    case .audit(_, nil), .damage(_, nil), .certify(_, nil), .slice(_, nil, _), .sharpness(_, nil): true
    case .evolve, .score, .train, .audit, .damage, .certify, .slice, .sharpness, .report: isCentral
    }
  }

  /// The steps by which the task's progress is counted.
  func steps(in audit: AuditFile) -> Int {
    switch self {
    case .evolve, .score, .audit, .damage, .certify, .sharpness, .report: 1
    case .train(let loss, _): audit.losses.first { $0.name == loss }?.training.epochs ?? 1
    case .slice(_, _, let shape): audit.slices.points(shape)
    }
  }
}
