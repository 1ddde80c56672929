import Datasets
import Files
import LossLandscapes
import Models
import Training

/// How slices are cut through the models of a study.
extension StudyContext {
  func slice(_ name: String, seed: UInt64?, _ shape: SliceShape, _ job: JobContext) throws {
    let classifier = try model(name, seed: seed).classifier, slices = audit.slices
    if slices.needsTraining {
      guard data.training.count > 0 else {
        throw FileError(
          path(RunLayout.audit), at: "slices",
          "training images are asked for, and an audit that trains nothing reads none",
          expected: "split: test and batch_norm_images: 0", found: "others", advice: "use lossaudit slice for them")
      }
      if slices.batchNormImages != nil { try SliceMeasure.requireBatchNorm(of: classifier, path: name) }
    }
    let cut = SliceCut(
      classifier, slices.grid(shape).slice(dimensions: shape.dimensions),
      draws: slices.draws(for: classifier.weights, dimensions: shape.dimensions),
      measure: SliceMeasure(
        own: try loss(name, seed: seed), epsilon: slices.epsilon, statistics: batchNormImages), on: slicedImages)
    let identity = try sliceIdentity(name, seed: seed, shape), folder = path(RunLayout.unfinishedSlice(name, shape))
    var report: SliceReport
    do {
      let journal = try SliceJournal(folder, identity: identity)
      let draws = try cut.run(in: seed == nil ? naming(name, job) : job, journal: journal)
      report = SliceReport(
        cut, on: cut.slice, draws: draws, origin: .drawn(slices.normalisation, seed: slices.seed), split: slices.split)
    }
    report.settings.checkpoint = try checkpoint(name, seed: seed)
    report.settings.dataset = audit.dataset.title
    try ResultFile(report, madeFrom: identity).write(to: path(RunLayout.slice(name, shape)))
    try SliceJournal.remove(folder)
  }
}
