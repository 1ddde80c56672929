import Files
import Foundation
import LossEvolution
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
    case .damage(let name, let seed): try study.damage(name, seed: seed, job)
    case .certify(let name, let seed): try study.certify(name, seed: seed, job)
    case .slice(let loss, let seed, let shape): try study.slice(loss, seed: seed, shape, job)
    case .sharpness(let name, let seed): try study.measureSharpness(name, seed: seed, job)
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

  fileprivate func report(_ job: JobContext) throws {
    let results = try StudyCollector(study: self, job: job).results()
    try results.validate(path(RunLayout.results))
    for loss in results.losses {
      for model in loss.models {
        guard let training = model.training, training.hasSuffix(StudyCollector.atChance) else { continue }
        console.log("note: \(model.name(in: loss)): the training \(training); its figures say nothing")
      }
    }
    // Every attack has its result now.
    for model in data.given {
      let journal = path(RunLayout.journal(model.name))
      if FileManager.default.fileExists(atPath: journal) { try FileManager.default.removeItem(atPath: journal) }
    }
    try write(results, to: RunLayout.results)
    try AtomicFile.write(ResultsTable.csv(results), to: path(RunLayout.table))
    try ResultsTables(results).write(to: folder)
    try Report(results).write(to: folder, formats: audit.formats, check: job.check)
  }
}
