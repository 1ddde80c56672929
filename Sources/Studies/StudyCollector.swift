import Datasets
import Files
import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Models
import Reports
import Robustness
import Statistics
import Tensors
import Training

/// Gathers a finished run's files into one value.
struct StudyCollector {
  let audit: AuditFile
  let folder: RunFolder
  let data: StudyData
  let network: Network
  let engine: Engine

  func results(_ jobs: [StudyRunner.Job]) throws -> StudyResults {
    let losses = try audit.losses.map { entry in
      let own = jobs.filter { $0.entry.name == entry.name }
      return StudyResults.LossResult(
        name: entry.name, loss: own[0].loss,
        evolution: try read(EvolutionRecord.self, "evolution/\(entry.name)/evolution.json"),
        models: try own.map(model), slice: try read(SliceReport.self, StudyRunner.slicePath(entry.name, 1)),
        plane: try read(SliceReport.self, StudyRunner.slicePath(entry.name, 2)))
    }
    // Where the data lay says nothing about the results.
    var portable = audit
    portable.dataset.folder = nil
    return StudyResults(
      name: audit.name,
      dataset: .init(
        name: data.name.rawValue, classes: data.classes, training: data.training.count,
        validation: data.validation.count, test: data.test.count, digest: data.digest),
      architecture: audit.architecture, parameters: network.layout.trainableCount, losses: losses,
      audit: try portable.yaml())
  }

  private func model(_ job: StudyRunner.Job) throws -> StudyResults.ModelResult {
    let file = try ModelFile.read(folder.path(job.checkpoint))
    let attack = try read(AuditReport.self, job.attack)!
    let last = file.history.last
    let training =
      last.map { $0.trainingLoss.isFinite ? "finished" : "diverged in epoch \($0.epoch)" } ?? "finished"
    // An audit of the first few images says less than the whole test set.
    let test =
      attack.total == data.test.count
      ? attack.clean
      : Accuracy(correct: file.classifier.correct(on: data.test, engine: engine).count { $0 }, total: data.test.count)
    return .init(
      seed: job.seed, checkpoint: job.checkpoint, training: training, history: file.history,
      testAccuracy: test, attack: attack)
  }

  private func read<Value: Decodable>(_ type: Value.Type, _ relative: String) throws -> Value? {
    let path = folder.path(relative)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try StableJSON.decode(type, from: AtomicFile.read(path), path: path)
  }
}
