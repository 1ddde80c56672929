import Certification
import Datasets
import Files
import Foundation
import LossLandscapes
import Models
import Robustness
import Training

/// Runs a whole audit in its run folder, or goes on where an interrupted run stopped.
///
/// Every task leaves its result as a file, whole or absent; a task whose file is there is not run again.
public struct StudyRunner {
  public let audit: AuditFile
  public let folder: RunFolder
  public let threads: Int
  public let console: Console

  public init(audit: AuditFile, folder: RunFolder, threads: Int, console: Console) {
    self.audit = audit
    self.folder = folder
    self.threads = threads
    self.console = console
  }

  public func run() throws {
    let data = try StudyData(audit)
    let engine = Engine(threads: threads, precision: audit.precise ? .precise : .usual)
    let study = StudyContext(
      audit: audit, folder: folder.path, data: data, console: console, job: console.context(engine))
    let network = audit.trains ? try study.network(audit.training) : nil
    try data.requireClass(audit.attack.target)
    for (entry, model) in zip(audit.checkpoints, data.given) {
      guard let expected = entry.expectedAccuracy else { continue }
      try model.file.requireAccuracy(expected, on: study.attackedImages, path: entry.file, engine: engine)
    }
    var record = try startRecord(data, network)
    // First of all files: it says that the folder is a run's, and of which audit.
    try AtomicFile.write(try audit.yaml(), to: folder.path(RunLayout.audit))
    try write(record)
    console.log(
      "\(audit.name): \(audit.dataset.title) from \(data.folder), "
        + (network == nil
          ? "" : "\(data.training.count) training, \(data.validation.count) of them for validation, ")
        + "\(data.test.count) test images"
        + (network.map { "; \(audit.architecture) with \($0.layout.trainableCount) weights" } ?? "")
        + (data.given.isEmpty
          ? "" : "; \(data.given.count.counted("model")) from \(data.given.count == 1 ? "a file" : "files")"))
    noteProgress()
    noteShortages(study)
    for stage in StudyStage.all(of: audit) where !stage.tasks.isEmpty {
      try study.job.check()
      let start = ContinuousClock.now
      let title = stage.title
      try study.run(stage.tasks, onProgress: { [console] in console.progress(title, done: $0, total: $1) })
      let seconds = (ContinuousClock.now - start).seconds
      record.sessions[record.sessions.count - 1].stages.append(.init(name: stage.name.rawValue, seconds: seconds))
      try write(record)
      console.log("\(stage.name.rawValue): done in \(Console.words(seconds))")
    }
    // No task runs any more.
    if audit.executor != .local { AtomicFile.removeLeftovers(below: folder.path) }
    record.sessions[record.sessions.count - 1].finished = RunRecord.now()
    try write(record)
    console.finish()
  }

  /// Says that an interrupted run goes on, and how much of it is done.
  private func noteProgress() {
    let tasks = StudyStage.all(of: audit).flatMap(\.tasks).filter { $0 != .report }
    let done = tasks.count { FolderNames.exists(folder.path($0.writes)) }
    let begun = audit.models.filter { FolderNames.exists(folder.path(RunLayout.journal($0.name))) }
    guard done > 0 || !begun.isEmpty else { return }
    console.log(
      "goes on in \(folder.path): \(done) of \(tasks.count.counted("task")) done"
        + (begun.isEmpty ? "" : "; attacks on \(begun.map(\.name).joined(separator: ", ")) go on where they stopped"))
  }

  /// Says what the files are like, where a limit is above what exists, and where the first images lack classes.
  private func noteShortages(_ study: StudyContext) {
    let data = study.data
    let isStated = !audit.trains && audit.checkpoints.allSatisfy { $0.statesNumbers }
    for note in data.tests.notes(statedNormalisation: isStated) + data.givenNotes { console.log("note: \(note)") }
    let stages = StudyStage.all(of: audit).filter { !$0.tasks.isEmpty }
    for (name, key, limit) in [
      (StudyStage.Name.attacks, "attack.limit", audit.attack.limit), (.damage, "damage.limit", audit.damage.limit),
      (.certification, "certify.limit", audit.certify.limit),
      (.slices, "slices.limit", audit.slices.limit), (.sharpness, "sharpness.limit", audit.sharpness.limit),
    ] {
      guard let limit, limit > data.test.count, stages.contains(where: { $0.name == name }) else { continue }
      console.log("note: \(key): \(limit) is more than there is; all \(data.test.count) test images are used")
    }
    for stage in stages {
      let images: ImageSet
      switch stage.name {
      case .training: images = data.training
      case .attacks: images = study.attackedImages
      case .damage: images = study.damagedImages
      case .certification: images = study.certifiedImages
      case .slices: images = study.slicedImages
      case .sharpness: images = study.sharpnessImages
      case .evolution, .report: continue
      }
      let shortage =
        stage.name == .training
        ? images.classShortage(of: data.classNames, labels: data.tests.facts.labels) : data.shortage(of: images)
      if let shortage {
        console.log("note: \(stage.name.rawValue): \(shortage)")
      }
    }
  }

  private func startRecord(_ data: StudyData, _ network: Network?) throws -> RunRecord {
    let record = try RunRecord.starting(
      RunRecord.identity(data, network), dataDigest: data.digest, seeds: audit.trains ? audit.seeds : [],
      on: .current(dataFolder: data.folder, threads: threads), in: folder.path(RunLayout.record))
    if record.isOfOtherBuilds {
      console.log("note: another build of version \(Version.current) worked on this run before; run.json has both")
    }
    return record
  }

  private func write(_ record: RunRecord) throws {
    try AtomicFile.write(StableJSON.encode(record), to: folder.path(RunLayout.record))
  }
}
