import Certification
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
  let job: JobContext
  /// What is said of a training whose model knows no more than chance.
  static let atChance = " at chance"

  func results() throws -> StudyResults {
    let audit = study.audit, data = study.data
    return StudyResults(
      name: audit.name,
      dataset: .init(
        name: audit.dataset.title, classes: data.classes, training: data.training.count,
        validation: data.validation.count, test: data.test.count, digest: data.digest,
        folder: audit.trains || data.name.facts != nil ? nil : PathParts(data.folder).name),
      architecture: audit.trains ? audit.architecture : nil,
      parameters: audit.trains ? try study.network(audit.training).layout.trainableCount : nil,
      losses: try audit.losses.map(loss) + data.given.map(given),
      // Where the data lay says nothing about the results.
      audit: try audit.portable.yaml())
  }

  private func loss(_ entry: AuditFile.LossEntry) throws -> StudyResults.LossResult {
    let name = entry.name
    return StudyResults.LossResult(
      name: name, loss: try study.loss(name),
      evolution: try entry.evolution.map { _ in
        try study.read(EvolutionRecord.self, RunLayout.searchRecord(name))
      },
      models: try study.audit.seeds.map { try model(name, seed: $0) }, damage: try damage(name),
      certification: try certification(name), slice: try slice(name, .line), plane: try slice(name, .plane))
  }

  private func given(_ model: GivenModel) throws -> StudyResults.LossResult {
    let classifier = model.file.classifier, normalisation = model.file.normalisation
    return StudyResults.LossResult(
      name: model.name, loss: model.file.loss, evolution: nil,
      checkpoint: .init(
        file: model.fileName, digest: model.digest, architecture: classifier.network.architecture,
        parameters: classifier.network.layout.trainableCount, mean: normalisation.mean,
        standardDeviation: normalisation.standardDeviation),
      models: [try self.model(model.name, seed: nil)], damage: try damage(model.name),
      certification: try certification(model.name), slice: try slice(model.name, .line),
      plane: try slice(model.name, .plane))
  }

  private func damage(_ name: String) throws -> DamageReport? {
    guard !study.audit.damage.kinds.isEmpty else { return nil }
    return try study.read(DamageReport.self, RunLayout.damage(name))
  }

  private func certification(_ name: String) throws -> CertificationReport? {
    guard !study.audit.certify.epsilons.isEmpty else { return nil }
    return try study.read(CertificationReport.self, RunLayout.certification(name))
  }

  private func slice(_ loss: String, _ shape: SliceShape) throws -> SliceReport? {
    guard study.audit.slices.points(shape) > 0 else { return nil }
    return try study.read(SliceReport.self, RunLayout.slice(loss, shape))
  }

  private func model(_ name: String, seed: UInt64?) throws -> StudyResults.ModelResult {
    try job.check()
    let file = try study.model(name, seed: seed), images = study.data.test
    let attack = try study.read(AuditReport.self, RunLayout.attack(name, seed: seed))
    // An audit of the first few images says less than the whole test set.
    let confidences = confidences(file.classifier, on: images)
    let test = Accuracy(correct: confidences.count, total: images.count)
    return .init(
      seed: seed, checkpoint: try study.checkpoint(name, seed: seed),
      training: seed == nil ? nil : training(file.history.last, test), history: seed == nil ? [] : file.history,
      testAccuracy: test, attack: attack,
      confidence: TargetConfidence(confidences, loss: file.loss, classes: file.classifier.network.classes),
      sharpness: study.audit.sharpness.limit == 0
        ? nil : try study.read(SharpnessFinding.self, RunLayout.sharpness(name, seed: seed)))
  }

  /// The probability of the right class on each image that the model gets right.
  private func confidences(_ classifier: Classifier, on images: ImageSet) -> [Double] {
    let classes = classifier.network.classes
    var found: [Double] = []
    classifier.forEachBatch(of: images, engine: job.engine) { _, count, logits, labels in
      for i in 0..<count where Classifier.isCorrect(logits + i * classes, classes: classes, label: labels[i]) {
        // The right class is the likeliest.
        found.append(Classifier.confidence(logits + i * classes, classes: classes))
      }
    }
    return found
  }

  /// How a training ended whose model gets as many test images right as `test` says.
  private func training(_ last: EpochRecord?, _ test: Accuracy) -> String {
    let end = last.map { $0.trainingLoss.isFinite ? "finished" : "diverged in epoch \($0.epoch)" } ?? "finished"
    let chance = Chance(labels: study.data.test.labels)
    return chance.canBeExceeded(on: study.data.test.count) && chance.isReached(by: test) ? end + Self.atChance : end
  }
}
