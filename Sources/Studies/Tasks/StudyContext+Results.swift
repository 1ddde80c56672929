import Certification
import Datasets
import Files
import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Models
import Robustness
import Training

/// What a result of the study is made from, and whether the one that lies in the folder is.
extension StudyContext {
  /// The training of a model, which knows what decides its bytes.
  func training(_ name: String, seed: UInt64) throws -> TrainingRun {
    let settings = try entry(name).training, loss = try loss(name), network = try network(settings)
    let trainer = Trainer(
      network: network, loss: loss, settings: settings, training: data.training, validation: nil, seed: seed)
    let description = ModelFile(
      classifier: Classifier(network: network, weights: Weights(layout: network.layout)),
      architecture: audit.architecture, dataset: data.name.rawValue, normalisation: data.normalisation, loss: loss,
      seed: seed, settings: settings, history: [], classNames: data.ownClassNames,
      reading: audit.dataset.options)
    return try TrainingRun(
      trainer: trainer, description: description, path: path(RunLayout.checkpoint(name, seed: seed)))
  }

  var attackedImages: ImageSet { audit.attack.limit.map { data.test.prefix($0) } ?? data.test }
  var slicedImages: ImageSet {
    let images =
      switch audit.slices.split {
      case .test: data.test
      case .train: data.training
      }
    return audit.slices.limit.map { images.prefix($0) } ?? images
  }

  /// The training images on which slices re-estimate batch-norm.
  var batchNormImages: ImageSet? { audit.slices.batchNormImages.map { data.training.prefix($0) } }

  var damagedImages: ImageSet { audit.damage.limit.map { data.test.prefix($0) } ?? data.test }

  var certifiedImages: ImageSet { audit.certify.limit.map { data.test.prefix($0) } ?? data.test }

  func certificationIdentity(_ name: String, seed: UInt64?) throws -> Identity {
    try identity(name, seed: seed, on: certifiedImages, ["certify": audit.certify.epsilons.map(\.value)])
  }

  func attackIdentity(_ name: String, seed: UInt64?) throws -> Identity {
    try identity(
      name, seed: seed, on: attackedImages,
      [
        "attack": audit.attack, "dataset_classes": data.classNames,
        "sibling": try sibling(of: name, seed: seed).map { Digest.sha256(try AtomicFile.read(file(of: $0, seed: $1))) },
      ])
  }

  func damageIdentity(_ name: String, seed: UInt64?) throws -> Identity {
    try identity(name, seed: seed, on: damagedImages, ["kinds": audit.damage.kinds, "damage_seed": audit.damage.seed])
  }

  func sliceIdentity(_ name: String, seed: UInt64?, _ shape: SliceShape) throws -> Identity {
    let slices = audit.slices, usual = SliceSettings.usual
    // What is as usual is left out, so that slices of before go on.
    return try identity(
      name, seed: seed, on: slicedImages,
      [
        "slice": slices.grid(shape), "dimensions": shape.dimensions, "slice_seed": slices.seed,
        "directions": slices.directions == usual.directions ? nil : slices.directions,
        "direction_normalisation": slices.normalisation == usual.normalisation ? nil : slices.normalisation,
        "epsilon": slices.epsilon?.value, "split": slices.split == usual.split ? nil : slices.split,
        "batch_norm_images": batchNormImages?.digest,
      ])
  }

  func identity(
    _ name: String, seed: UInt64?, on images: ImageSet, _ settings: [String: (any Encodable)?]
  ) throws -> Identity {
    let network = try seed == nil ? given(name).file.classifier.network : self.network(entry(name).training)
    return try Identity(
      ofFindingsOn: file(of: name, seed: seed), as: network, images: images, dataset: data.name.rawValue,
      precision: job.engine.precision, settings: settings.merging(["loss": try loss(name, seed: seed)]) { $1 })
  }

  private func file(of name: String, seed: UInt64?) throws -> String {
    try seed.map { path(RunLayout.checkpoint(name, seed: $0)) } ?? given(name).path
  }

  /// Whether nothing is left to do of a task.
  ///
  /// Throws a `FileError` that names what differs where the file of other work has the place of its result, and where the
  /// file was changed after it was written.
  func isDone(_ task: StudyTask) throws -> Bool {
    let file = path(task.writes), advice = "put it back as it was, or remove it to have it made again"
    switch task {
    case .evolve, .report: return false
    // A file of another search or a damaged one counts as none.
    case .score(let loss, let candidate): return try candidate.result(in: path(RunLayout.search(loss))) != nil
    case _ where !FileManager.default.fileExists(atPath: file): return false
    case .train(let loss, let seed): return try training(loss, seed: seed).isFinished(job.engine.precision)
    case .audit(let loss, let seed):
      _ = try ResultFile<AuditReport>.read(file, madeFrom: attackIdentity(loss, seed: seed), advice: advice)
    case .damage(let name, let seed):
      _ = try ResultFile<DamageReport>.read(file, madeFrom: damageIdentity(name, seed: seed), advice: advice)
    case .certify(let name, let seed):
      _ = try ResultFile<CertificationReport>.read(
        file, madeFrom: certificationIdentity(name, seed: seed), advice: advice)
    case .slice(let loss, let seed, let shape):
      _ = try ResultFile<SliceReport>.read(file, madeFrom: sliceIdentity(loss, seed: seed, shape), advice: advice)
    case .sharpness(let name, let seed):
      _ = try ResultFile<SharpnessFinding>.read(file, madeFrom: sharpnessIdentity(name, seed: seed), advice: advice)
    }
    return true
  }
}
