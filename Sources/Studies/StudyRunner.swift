import Datasets
import Files
import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Models
import Reports
import Robustness
import Tensors
import Training

/// Runs a whole audit in its run folder, or goes on where an interrupted run stopped.
///
/// Every stage leaves its results as files, whole or absent; a stage whose file is there is not run again.
public struct StudyRunner {
  public let audit: AuditFile
  public let folder: RunFolder
  private let context: JobContext
  public let console: Console

  public init(audit: AuditFile, folder: RunFolder, threads: Int, console: Console) {
    self.audit = audit
    self.folder = folder
    context = console.context(Engine(threads: threads, precision: audit.precise ? .precise : .usual))
    self.console = console
  }

  /// One model to be trained, attacked and sliced.
  struct Job: Sendable {
    let entry: AuditFile.LossEntry
    let loss: Loss
    let seed: UInt64

    var checkpoint: String { "models/\(entry.name)/seed-\(seed).safetensors.zst" }
    var attack: String { "attacks/\(entry.name)/seed-\(seed).json" }
  }

  public func run() throws {
    let data = try StudyData(audit.dataset)
    let architecture = audit.architecture
    let network = try data.network(architecture, audit.training)
    var record = try startRecord(data)
    try AtomicFile.write(try audit.yaml(), to: folder.path("audit.yaml"))
    console.log(
      "\(audit.name): \(data.name.rawValue) from \(data.folder), \(data.training.count) training, \(data.validation.count)"
        + " of them for validation, \(data.test.count) test images; \(architecture) with \(network.layout.trainableCount) weights"
    )
    for (stage, images) in [
      ("training", data.training), ("attacks", data.test.prefix(audit.attack.limit ?? .max)),
      ("slices", data.test.prefix(audit.slices.limit ?? .max)),
    ] {
      if let shortage = images.classShortage(of: data.classes) { console.log("note: \(stage): \(shortage)") }
    }

    var losses: [Loss] = []
    try stage("evolution", &record) {
      for entry in audit.losses { losses.append(try loss(of: entry, data, architecture)) }
    }
    let jobs = zip(audit.losses, losses).flatMap { entry, loss in
      audit.seeds.map { Job(entry: entry, loss: loss, seed: $0) }
    }
    try stage("training", &record) { try train(jobs, data, architecture) }
    try stage("attacks", &record) { try attack(jobs, data) }
    try stage("slices", &record) { try slice(jobs, data) }
    try stage("report", &record) {
      let results = try StudyCollector(
        audit: audit, folder: folder, data: data, network: network,
        engine: context.engine
      )
      .results(jobs)
      try AtomicFile.write(StableJSON.encode(results), to: folder.path("results.json"))
      try AtomicFile.write(ResultsTable.csv(results), to: folder.path("results.csv"))
      try Report(results).write(to: folder.path)
    }
    record.sessions[record.sessions.count - 1].finished = RunRecord.now()
    try AtomicFile.write(StableJSON.encode(record), to: folder.path("run.json"))
    console.finish()
  }

  /// The stages in words, for `--dry-run`.
  public static func plan(_ audit: AuditFile) -> [String] {
    let evolved = audit.losses.compactMap { entry in
      entry.evolution.map {
        "evolve \(entry.name): \($0.objective.rawValue)\($0.epsilon.map { " at ε \($0.text)" } ?? ""), "
          + "\(count($0.generations, "generation")) of \($0.populationSize), \(count($0.training.epochs, "epoch")) each"
          + against($0.training)
      }
    }
    let models = audit.losses.count * audit.seeds.count
    let grids = [
      audit.slices.oneDimensional.points, audit.slices.twoDimensional.points * audit.slices.twoDimensional.points,
    ]
    return evolved + [
      "train \(count(models, "model")): \(audit.losses.map { $0.name + against($0.training) }.joined(separator: ", ")), seeds "
        + audit.seeds.map { "\($0)" }.joined(separator: ", "),
      "attack \(count(models, "model")): \(audit.attack.attacks.map(\.rawValue).joined(separator: ", ")) through "
        + "\(audit.attack.losses.map(\.description).joined(separator: ", ")) at \(audit.attack.norm.title) ε \(audit.attack.epsilons.map(\.text).joined(separator: ", "))",
      "slice \(count(audit.losses.count, "model")): \(count(grids[0], "point")) on a line, \(grids[1]) on a plane",
      "write charts, results.json, results.csv and report.html",
    ]
  }

  private static func against(_ training: TrainingSettings) -> String {
    training.adversarial.map { " against \($0)" } ?? ""
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private func stage(_ name: String, _ record: inout RunRecord, _ body: () throws -> Void) throws {
    try Interruption.check()
    let start = Date()
    try body()
    let seconds = Date().timeIntervalSince(start)
    record.sessions[record.sessions.count - 1].stages.append(.init(name: name, seconds: seconds))
    try AtomicFile.write(StableJSON.encode(record), to: folder.path("run.json"))
    console.log("\(name): done in \(Console.words(seconds))")
  }

  private func startRecord(_ data: StudyData) throws -> RunRecord {
    var record = RunRecord.current(
      dataDigest: data.digest, dataFolder: data.folder, threads: context.engine.threads, seeds: audit.seeds)
    let path = folder.path("run.json")
    if FileManager.default.fileExists(atPath: path) {
      let former = try StableJSON.decode(RunRecord.self, from: AtomicFile.read(path), path: path)
      guard former.dataDigest == record.dataDigest else {
        throw FileError(
          path, "the run was made with other data", expected: "SHA-256 \(former.dataDigest)",
          found: "\(record.dataDigest) in \(data.folder)", advice: "start over with --fresh")
      }
      record.sessions = former.sessions
    }
    record.sessions.append(.init(started: RunRecord.now(), stages: [], finished: nil))
    try AtomicFile.write(StableJSON.encode(record), to: path)
    return record
  }

  private func loss(of entry: AuditFile.LossEntry, _ data: StudyData, _ architecture: ArchitectureName) throws -> Loss {
    switch entry.origin {
    case .given(let loss): return loss
    case .evolved(let settings, let seed, let labelSmoothing):
      var winner = try evolve(entry.name, settings, seed, data, architecture)
      winner.labelSmoothing = labelSmoothing
      return winner
    }
  }

  /// The loss that the search finds.
  private func evolve(
    _ name: String, _ settings: EvolutionSettings, _ seed: UInt64, _ data: StudyData, _ architecture: ArchitectureName
  ) throws -> Loss {
    let search = LossSearch(
      evaluation: CandidateEvaluation(
        network: try data.network(architecture, settings.training),
        training: data.evolutionTraining,
        validation: data.validation, settings: settings),
      seed: seed, folder: folder.path("evolution/\(name)"))
    let record = try search.run(
      in: context.reporting { [context] progress in
        var named = progress
        named.stage = "evolving \(name)"
        context.report(named)
      })
    console.log("\(name): \(record.winner.name)")
    return record.winner
  }

  private func train(_ jobs: [Job], _ data: StudyData, _ architecture: ArchitectureName) throws {
    let tally = ProgressTally(jobs.map { Double($0.entry.training.epochs) })
    _ = try context.concurrentMap(jobs.count) { index, context in
      let job = jobs[index], path = folder.path(job.checkpoint)
      if FileManager.default.fileExists(atPath: path) {
        _ = try ModelFile.read(path)
        tally.set(index, Double(job.entry.training.epochs))
        return
      }
      let network = try data.network(architecture, job.entry.training)
      let trainer = Trainer(
        network: network, loss: job.loss, settings: job.entry.training, training: data.training, validation: nil,
        seed: job.seed)
      let description = ModelFile(
        classifier: Classifier(network: network, weights: Weights(layout: network.layout)), architecture: architecture,
        dataset: data.name.rawValue, normalisation: data.normalisation, loss: job.loss, seed: job.seed,
        settings: job.entry.training, history: [], classNames: data.ownClassNames)
      let run = try TrainingRun(trainer: trainer, description: description, path: path)
      let (_, outcome) = try run.run(
        in: context.reporting { [console] progress in
          tally.set(index, Double(progress.done) / Double(trainer.stepsPerEpoch))
          console.progress("training \(jobs.count) models", done: tally.done, total: tally.total)
        })
      if case .diverged(let epoch) = outcome {
        console.log("\(job.entry.name), seed \(job.seed): diverged in epoch \(epoch); it is audited as it is")
      }
    }
  }

  private func attack(_ jobs: [Job], _ data: StudyData) throws {
    let images = audit.attack.limit.map { data.test.prefix($0) } ?? data.test
    var attacked = 0
    _ = try context.concurrentMap(jobs.count) { index, context in
      let job = jobs[index], path = folder.path(job.attack)
      if FileManager.default.fileExists(atPath: path) { return }
      let model = try ModelFile.read(folder.path(job.checkpoint))
      var report = try audit.attack.audit(classNames: data.classNames).run(
        model.classifier, own: job.loss, on: images, in: context)
      report.settings.checkpoint = job.checkpoint
      report.settings.dataset = data.name.rawValue
      try AtomicFile.write(StableJSON.encode(report), to: path)
    } onResult: { _, _ in
      attacked += 1
      console.progress("attacking \(jobs.count) models", done: Double(attacked), total: Double(jobs.count))
    }
  }

  /// The first seed's model of each loss; all along the same seed's directions.
  private func slice(_ jobs: [Job], _ data: StudyData) throws {
    let images = audit.slices.limit.map { data.test.prefix($0) } ?? data.test
    let first = jobs.filter { $0.seed == audit.seeds[0] }
    let grids = [(1, audit.slices.oneDimensional), (2, audit.slices.twoDimensional)].filter { $0.1.points > 0 }
    let work = first.flatMap { job in grids.map { (job: job, dimensions: $0.0, grid: $0.1) } }
    let tally = ProgressTally(work.map { pow(Double($0.grid.points), Double($0.dimensions)) })
    _ = try context.concurrentMap(work.count) { index, context in
      let (job, dimensions, grid) = work[index]
      let path = folder.path(Self.slicePath(job.entry.name, dimensions))
      if FileManager.default.fileExists(atPath: path) { return }
      let model = try ModelFile.read(folder.path(job.checkpoint))
      let directions = (0..<dimensions).map {
        Direction(for: model.classifier.weights, seed: audit.slices.seed, index: $0)
      }
      var report = try SliceReport.cut(
        model.classifier, directions: directions, seed: audit.slices.seed, range: grid.range,
        points: grid.points, own: job.loss, on: images,
        in: context.reporting { [console] progress in
          tally.set(index, Double(progress.done))
          console.progress("slicing \(first.count) models", done: tally.done, total: tally.total)
        })
      report.settings.checkpoint = job.checkpoint
      report.settings.dataset = data.name.rawValue
      try AtomicFile.write(StableJSON.encode(report), to: path)
    }
  }

  static func slicePath(_ name: String, _ dimensions: Int) -> String {
    "slices/\(name)-\(dimensions == 1 ? "line" : "plane").json"
  }
}

/// Work done in jobs that run side by side.
private final class ProgressTally: @unchecked Sendable {
  private let lock = NSLock()
  private var parts: [Double]
  let total: Double

  init(_ totals: [Double]) {
    parts = totals.map { _ in 0 }
    total = totals.reduce(0, +)
  }

  func set(_ index: Int, _ done: Double) { lock.withLock { parts[index] = done } }

  var done: Double { lock.withLock { parts.reduce(0, +) } }
}
