import Datasets
import Files
import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Models
import Reports
import Robustness
import Training

extension StudyTask {
  /// Does the task's work, and writes its file.
  func run(in study: StudyContext, _ job: JobContext) throws {
    switch self {
    case .evolve(let loss): try study.evolve(loss, job)
    case .score(let loss, let candidate):
      let search = try study.search(loss)
      try candidate.run(search.evaluation, folder: search.folder, in: job)
    case .train(let loss, let seed): try study.train(loss, seed: seed, job)
    case .audit(let loss, let seed): try study.audit(loss, seed: seed, job)
    case .slice(let loss, let seed, let shape): try study.slice(loss, seed: seed, shape, job)
    case .report: try study.report(job)
    }
  }
}

extension StudyContext {
  /// The search for a loss.
  func search(_ loss: String) throws -> LossSearch {
    guard case .evolved(let settings, let seed, _) = try entry(loss).origin else {
      throw FileError(path(RunLayout.audit), at: loss, "the loss is given", expected: "an evolution")
    }
    return LossSearch(
      evaluation: CandidateEvaluation(
        network: try network(settings.training), training: data.evolutionTraining, validation: data.validation,
        settings: settings), seed: seed, folder: path(RunLayout.search(loss)))
  }

  fileprivate func evolve(_ loss: String, _ job: JobContext) throws {
    let named = job.reporting { progress in
      var progress = progress
      progress.stage = "evolving \(loss)"
      job.report(progress)
    }
    let record = try search(loss).run(in: named) { candidates, onScored in
      try run(candidates.map { .score(loss: loss, candidate: $0) }, onDone: { onScored(candidates[$0]) })
    }
    console.log("\(loss): \(record.words)")
  }

  fileprivate func train(_ name: String, seed: UInt64, _ job: JobContext) throws {
    if case .diverged(let epoch) = try training(name, seed: seed).run(in: job).outcome {
      console.log("\(name), seed \(seed): diverged in epoch \(epoch); it is audited as it is")
    }
  }

  fileprivate func audit(_ name: String, seed: UInt64, _ job: JobContext) throws {
    // How far an attack is says little of how far the whole audit is.
    let silent = job.reporting { _ in }
    var pictures = AttackPictures(
      folder: path(RunLayout.pictures(name, seed: seed)), epsilons: audit.attack.epsilons, classNames: data.classNames)
    var report = try audit.attack.audit(classNames: data.classNames).run(
      model(name, seed: seed).classifier, own: loss(name), on: attackedImages, in: silent
    ) { try pictures.add($0) }
    if audit.attack.savePNG != nil { try pictures.finish() }
    report.settings.checkpoint = RunLayout.checkpoint(name, seed: seed)
    report.settings.dataset = data.name.rawValue
    try ResultFile(report, madeFrom: attackIdentity(name, seed: seed))
      .write(to: path(RunLayout.attack(name, seed: seed)))
  }

  fileprivate func slice(
    _ name: String, seed: UInt64, _ shape: SliceShape, _ job: JobContext
  ) throws {
    let classifier = try model(name, seed: seed).classifier, grid = audit.slices.grid(shape)
    let directions = (0..<shape.dimensions).map {
      Direction(for: classifier.weights, seed: audit.slices.seed, index: $0)
    }
    var report = try SliceReport.cut(
      classifier, directions: directions, seed: audit.slices.seed, range: grid.range,
      points: grid.points, own: loss(name), on: slicedImages, in: job)
    report.settings.checkpoint = RunLayout.checkpoint(name, seed: seed)
    report.settings.dataset = data.name.rawValue
    try ResultFile(report, madeFrom: sliceIdentity(name, seed: seed, shape))
      .write(to: path(RunLayout.slice(name, shape)))
  }

  fileprivate func report(_ job: JobContext) throws {
    let results = try StudyCollector(study: self, engine: job.engine).results()
    try results.validate(path(RunLayout.results))
    for loss in results.losses {
      for model in loss.models where model.training.hasSuffix(StudyCollector.atChance) {
        console.log("note: \(loss.name), seed \(model.seed): the training \(model.training); its figures say nothing")
      }
    }
    try write(results, to: RunLayout.results)
    try AtomicFile.write(ResultsTable.csv(results), to: path(RunLayout.table))
    try Report(results).write(to: folder)
  }
}
