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
  private static let radii = [0.25, 0.5, 1.0]

  /// The images of the worst and the average case.
  private var adaptiveImages: ImageSet { images.prefix(SharpnessSettings.adaptiveImages) }

  /// Throws a `FileError` about the model at `path` where its Hessian cannot be computed, and what `context` throws.
  public func report(in context: JobContext, path: String, split: ImageSplit) throws -> SharpnessReport {
    guard
      let product = HessianProduct(
        classifier, LogitLoss(loss: Loss(.crossEntropy)), on: images, engine: context.engine)
    else {
      throw FileError(
        path, "the Hessian of this network cannot be computed, since it takes the smaller or larger of two values",
        expected: "layers with a derivative by their weights, ReLU and the like, and pooling",
        found: "Min or Max of two values", advice: "use lossaudit slice for it")
    }
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
    let objective = WeightObjective(
      classifier.network, LogitLoss(loss: Loss(.crossEntropy)), on: images, engine: context.engine)
    let centre = objective.answers(at: classifier.weights.values)
    let along = try (0..<settings.directions).map { index in
      let line = try self.line(index, objective, centre) { try proceed("along a direction") }
      return line
    }
    let (sam, asam) = ascents(objective, centre.losses)
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
    let widths = along.compactMap(\.halfWidth)
    return SharpnessReport(
      total: images.count, crossEntropy: .init(meanOf: centre.losses),
      accuracy: Double(centre.correct) / Double(images.count),
      halfWidth: widths.count == along.count ? .init(meanOf: widths) : nil, directionsWithDrop: widths.count,
      meanRise: Dictionary(
        uniqueKeysWithValues: Self.radii.enumerated().map { number, radius in
          ("\(radius)", SharpnessReport.Estimate(meanOf: along.map { $0.rises[number] }))
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

  /// The half-width along a random direction, and the rises at the radii.
  private func line(
    _ index: Int, _ objective: WeightObjective, _ centre: (losses: [Double], correct: Int), _ proceed: () throws -> Void
  ) throws -> (halfWidth: Double?, rises: [Double]) {
    let direction = Direction(for: classifier.weights, seed: settings.seed, index: index)
    let total = Double(images.count)
    var points = [SlicePoint](), steps = 0
    func add(_ alpha: Double, _ answers: (losses: [Double], correct: Int)) {
      var moments = Moments()
      for loss in answers.losses { moments.add(loss) }
      points.append(
        SlicePoint(
          alpha: alpha, beta: nil, crossEntropy: moments.mean, standardError: moments.standardError, ownLoss: nil,
          correct: answers.correct, accuracy: Double(answers.correct) / total))
    }
    add(0, centre)
    for place in Self.places {
      for alpha in [place, -place] {
        let weights = zip(classifier.weights.values, direction.values).map { $0 + Float(alpha) * $1 }
        add(alpha, objective.answers(at: weights))
        steps += 1
        // Seven evaluations take about as long as a product.
        if steps.isMultiple(of: 7), steps / 7 <= 5 { try proceed() }
      }
    }
    try proceed()
    let flatness = Flatness(points: points.sorted { $0.alpha < $1.alpha })
    return (flatness.interpolatedHalfWidth, Self.radii.map { flatness.meanRise["\($0)"] ?? .nan })
  }
}
