public import Datasets
import Files
import Losses
public import Models
import Tensors

/// Measures how sharp the minimum is in which a model sits, by cross-entropy on some images.
public struct SharpnessMeter: Sendable {
  public let classifier: Classifier
  public let settings: SharpnessSettings
  public let images: ImageSet

  public init(_ classifier: Classifier, _ settings: SharpnessSettings, on images: ImageSet) {
    precondition(images.count > 0)
    self.classifier = classifier
    self.settings = settings
    self.images = images
  }

  /// Places along a direction where cross-entropy and accuracy are measured, from near to far.
  private static let places = (1...20).map { Double($0) / 20 }

  /// The images of the worst and the average case.
  private var adaptiveImages: ImageSet { images.prefix(SharpnessSettings.adaptiveImages) }

  /// Throws a `SharpnessFailure` where the model has no sharpness, and what `context` throws.
  public func report(in context: JobContext, split: ImageSplit) throws -> SharpnessReport {
    guard
      let product = HessianProduct(
        classifier, LogitLoss(loss: Loss(.crossEntropy)), on: images, engine: context.engine)
    else { throw SharpnessFailure.comparesTwoValues }
    let curvature = HessianMeter(product, settings)
    let adaptive = AdaptiveSharpness(
      objective: WeightObjective(
        classifier.network, LogitLoss(loss: Loss(.crossEntropy), normalisesLogits: true), on: adaptiveImages,
        engine: context.engine),
      weights: classifier.weights.values, seed: settings.seed)
    // What is counted takes about as long as a product with the Hessian of all images.
    var done = 0
    let total = 6 * settings.directions + 1 + adaptive.batches.count + curvature.products
    func proceed(_ detail: String, _ count: Int = 1) throws {
      done += count
      try context.proceed(JobProgress("measuring sharpness", detail: detail, done: done, of: total))
    }
    let slices = SliceMeter(classifier, SliceMeasure(own: nil), on: images, engine: context.engine)
    let lines = try (0..<settings.directions).map { index in
      try line(index, slices) { try proceed("along a direction") }
    }
    let along = lines.map { Flatness(points: $0) }
    let objective = WeightObjective(
      classifier.network, LogitLoss(loss: Loss(.crossEntropy)), on: images, engine: context.engine)
    let losses = objective.losses(at: classifier.weights.values)
    let (sam, asam) = ascents(objective, losses)
    try proceed("by the gradient")
    let cases = try adaptive.batches.enumerated().map { number, batch in
      let worst = adaptive.worst(
        of: batch, number: number, rho: SharpnessSettings.worstCaseRho,
        iterations: SharpnessSettings.worstCaseIterations)
      let average = adaptive.average(
        of: batch, number: number, rho: SharpnessSettings.averageCaseRho, draws: SharpnessSettings.averageCaseDraws)
      try proceed("in proportion to the weights")
      return (worst: worst, average: average)
    }
    let hessian = try curvature.report { try proceed($0) }
    // Lanczos' method may end early.
    try proceed("done", total - done)
    let widths = along.compactMap(\.interpolatedHalfWidth)
    return SharpnessReport(
      total: images.count, crossEntropy: .init(meanOf: losses), accuracy: lines[0][0].accuracy,
      halfWidth: widths.count == along.count ? .init(meanOf: widths) : nil, directionsWithDrop: widths.count,
      meanRise: Dictionary(
        uniqueKeysWithValues: Flatness.radii.map { radius in
          ("\(radius)", SharpnessReport.Estimate(meanOf: along.map { $0.meanRise["\(radius)"] ?? .nan }))
        }),
      sam: sam, asam: asam, adaptiveWorstCase: .init(meanOf: cases.map(\.worst)),
      adaptiveAverageCase: .init(meanOf: cases.map(\.average)), hessian: hessian,
      invariances: SharpnessInvariance.all, notes: notes(widths.count),
      settings: .init(
        seed: settings.seed, directions: settings.directions, adaptiveImages: adaptiveImages.count,
        lanczosSteps: settings.lanczosSteps, traceProbes: settings.traceProbes, layerSteps: settings.layerSteps,
        split: split))
  }

  private func notes(_ widths: Int) -> [String] {
    var notes = ["Flatness alone is not robustness."]
    if widths < settings.directions {
      notes.append(
        "In \(settings.directions - widths) of \(settings.directions) directions accuracy does not drop by 10 points"
          + " up to 1, so that there is no mean half-width.")
    }
    notes.append(
      "Adaptive sharpness follows the learning rate of a training more than how well it generalises"
        + " (Andriushchenko et al. 2023).")
    return notes
  }

  /// The rise after a step along the gradient, by SAM and by ASAM. Its standard error is over images.
  private func ascents(
    _ objective: WeightObjective, _ centre: [Double]
  ) -> (SharpnessReport.Estimate, SharpnessReport.Estimate) {
    let weights = classifier.weights.values, gradient = objective.gradient(at: weights)
    func rise(at moved: [Float]) -> SharpnessReport.Estimate {
      .init(meanOf: zip(objective.losses(at: moved), centre).map { $0 - $1 })
    }
    return (
      rise(at: WeightAscent.plain(weights, gradient: gradient, rho: SharpnessSettings.samRho)),
      rise(
        at: WeightAscent.adaptive(
          weights, gradient: gradient, rho: SharpnessSettings.asamRho, eta: SharpnessSettings.asamEta,
          layout: classifier.network.layout))
    )
  }

  /// The trained model first, and then the places to both sides of it along a random direction.
  private func line(_ index: Int, _ slices: SliceMeter, _ proceed: () throws -> Void) throws -> [SlicePoint] {
    let direction = Direction(for: classifier.weights, seed: settings.seed, index: index)
    let alphas: [Double] = [0] + Self.places.flatMap { (place: Double) -> [Double] in [place, -place] }
    let points = try alphas.enumerated().map { step, alpha in
      // Seven evaluations take about as long as a product.
      if step > 0, step.isMultiple(of: 7) { try proceed() }
      return slices.point(Slice.Place(alpha: alpha, beta: nil), along: [direction])
    }
    try proceed()
    return points
  }
}
