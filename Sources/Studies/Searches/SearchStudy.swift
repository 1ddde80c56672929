import Files
import Foundation
public import LossEvolution
public import Models
import Settings

/// A search outside of any study, in a folder of its own: in this process, or by Slurm to the same bytes.
public struct SearchStudy {
  public let search: LossSearch
  /// The data set, the search and its executor, for machines that know nothing else.
  private let audit: AuditFile

  /// `section` is what the data were read from, and `architecture` what is trained.
  public init(
    _ settings: EvolutionSettings, seed: UInt64, section: AuditFile.DataSection, architecture: ArchitectureName,
    execution: Execution, precise: Bool, in folder: String
  ) throws {
    var audit = AuditFile()
    audit.name = "search"
    audit.dataset = section
    audit.architecture = architecture
    audit.precise = precise
    audit.executor = execution.executor
    audit.slurm = execution.slurm
    audit.losses = [
      .init(name: Self.loss, origin: .evolved(settings, seed: seed, labelSmoothing: 0), training: audit.training)
    ]
    let data = try StudyData(section)
    // Another machine has another search path.
    audit.dataset.folder = URL(fileURLWithPath: data.folder).standardizedFileURL.path
    self.audit = audit
    search = try Self.search(audit, data, in: folder)
    dataFolder = data.folder
  }

  /// Where the data were found.
  public let dataFolder: String

  /// Where the work of a search is done.
  public struct Execution: Sendable {
    public var executor: AuditFile.Executor
    public var slurm: SlurmSettings

    public init(_ executor: AuditFile.Executor, _ slurm: SlurmSettings) {
      self.executor = executor
      self.slurm = slurm
    }
  }

  private static let loss = "evolved"

  private static func search(_ audit: AuditFile, _ data: StudyData, in folder: String) throws -> LossSearch {
    guard case .evolved(let settings, let seed, _)? = audit.losses.first?.origin else {
      throw FileError("\(folder)/\(description)", at: "losses", "there is no search", expected: "an evolution")
    }
    return LossSearch(
      evaluation: CandidateEvaluation(
        network: try data.network(audit.architecture, settings.training), training: data.evolutionTraining,
        validation: data.validation, settings: settings), seed: seed, folder: folder)
  }

  /// Runs the search, or goes on with it.
  public func run(in job: JobContext, console: Console) throws -> EvolutionRecord {
    switch audit.executor {
    case .local: return try search.run(in: job)
    case .slurm:
      let folder = URL(fileURLWithPath: search.folder).standardizedFileURL.path
      let runner = SlurmRunner(
        folder: folder, settings: audit.slurm, program: StudyContext.program, console: console, check: job.check)
      let record = try search.run(in: job) { candidates, onScored in
        // Not before it is known that the folder holds no other search.
        try AtomicFile.write(audit.yaml(), to: "\(folder)/\(Self.description)")
        try runner.score(candidates, search: "", file: { .candidate(candidates[$0]) }) { onScored(candidates[$0]) }
      }
      // No task runs any more.
      AtomicFile.removeLeftovers(below: folder)
      return record
    }
  }
}

/// What another machine does of it.
extension SearchStudy {
  /// Where the search is described, within its folder.
  static let description = "\(RunLayout.tasks)/search.yaml"

  /// Trains and scores a candidate of the search in `folder`, unless its result is there.
  ///
  /// Throws a `FileError` where this machine would search otherwise: with other images, or with other settings.
  static func score(_ candidate: CandidateTask, folder: String, threads: Int, console: Console) throws {
    let path = "\(folder)/\(description)"
    let audit = try AuditFile.read(path)
    let search = try search(audit, StudyData(audit.dataset), in: folder)
    let engine = Engine(threads: threads, precision: audit.precise ? .precise : .usual)
    try search.require(candidate, engine.precision, described: path)
    guard try candidate.result(in: folder) == nil else { return }
    try candidate.run(search.evaluation, folder: folder, in: console.context(engine))
    console.finish()
  }
}
