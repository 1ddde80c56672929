import Datasets
import Files
import LossLandscapes
import Models
import Training

/// How sharp the minima are that a study's models sit in.
extension StudyContext {
  var sharpnessImages: ImageSet { data.test.prefix(audit.sharpness.limit) }

  func sharpnessIdentity(_ name: String, seed: UInt64?) throws -> Identity {
    try identity(name, seed: seed, on: sharpnessImages, ["sharpness": audit.sharpness.settings])
  }

  /// A model that has no sharpness, such as one that diverged, does not end the study: the result says why.
  func measureSharpness(_ name: String, seed: UInt64?, _ job: JobContext) throws {
    let meter = SharpnessMeter(
      try model(name, seed: seed).classifier, audit.sharpness.settings, on: sharpnessImages)
    let finding: SharpnessFinding
    do {
      var report = try meter.report(in: seed == nil ? naming(name, job) : job, split: .test)
      report.settings.checkpoint = try checkpoint(name, seed: seed)
      report.settings.dataset = audit.dataset.title
      finding = .measured(report)
    } catch let failure as SharpnessFailure {
      console.log("note: \(name)\(seed.map { ", seed \($0)" } ?? ""): no sharpness: \(failure)")
      finding = .notMeasured("\(failure)")
    }
    try ResultFile(finding, madeFrom: sharpnessIdentity(name, seed: seed))
      .write(to: path(RunLayout.sharpness(name, seed: seed)))
  }
}
