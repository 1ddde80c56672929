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
import Training

/// Gathers a finished run's files into one value.
struct StudyCollector {
  let study: StudyContext
  let engine: Engine
  /// What is said of a training whose model knows no more than chance.
  static let atChance = " at chance"

  func results() throws -> StudyResults {
    let audit = study.audit, data = study.data
    // Where the data lay says nothing about the results.
    var portable = audit
    portable.dataset.folder = nil
    return StudyResults(
      name: audit.name,
      dataset: .init(
        name: data.name.rawValue, classes: data.classes, training: data.training.count,
        validation: data.validation.count, test: data.test.count, digest: data.digest),
      architecture: audit.architecture,
      parameters: try study.network(audit.training).layout.trainableCount, losses: try audit.losses.map(loss),
      audit: try portable.yaml())
  }

  private func loss(_ entry: AuditFile.LossEntry) throws -> StudyResults.LossResult {
    let name = entry.name
    return StudyResults.LossResult(
      name: name, loss: try study.loss(name),
      evolution: try entry.evolution.map { _ in
        try study.read(EvolutionRecord.self, RunLayout.searchRecord(name))
      },
      models: try study.audit.seeds.map { try model(name, seed: $0) }, slice: try slice(name, .line),
      plane: try slice(name, .plane))
  }

  private func slice(_ loss: String, _ shape: SliceShape) throws -> SliceReport? {
    guard study.audit.slices.points(shape) > 0 else { return nil }
    return try study.read(SliceReport.self, RunLayout.slice(loss, shape))
  }

  private func model(_ loss: String, seed: UInt64) throws -> StudyResults.ModelResult {
    let file = try study.model(loss, seed: seed), images = study.data.test
    let attack = try study.read(AuditReport.self, RunLayout.attack(loss, seed: seed))
    let last = file.history.last
    let training =
      last.map { $0.trainingLoss.isFinite ? "finished" : "diverged in epoch \($0.epoch)" } ?? "finished"
    // An audit of the first few images says less than the whole test set.
    let test =
      attack.total == images.count
      ? attack.clean
      : Accuracy(correct: file.classifier.correct(on: images, engine: engine).count { $0 }, total: images.count)
    let chance = Chance(labels: images.labels, classes: study.data.classes)
    let isAtChance = chance.canBeExceeded(on: images.count) && chance.isReached(by: test)
    return .init(
      seed: seed, checkpoint: RunLayout.checkpoint(loss, seed: seed),
      training: isAtChance ? training + Self.atChance : training, history: file.history,
      testAccuracy: test, attack: attack)
  }
}
