public import Datasets
public import Models

/// The fast gradient sign method (Goodfellow et al. 2015): x' = clip(x + ε · sign ∇ₓJ, 0, 1), in pixel units; in L2 the
/// fast gradient method, x' = clip(x + ε · ∇ₓJ / ‖∇ₓJ‖₂, 0, 1).
///
/// The direction does not depend on ε, so a sweep of K strengths costs one gradient and K forward passes. Where a loss's
/// gradient at the pixels is exactly zero (a saturated softmax in float32), the image is attacked through the margin
/// instead of being counted as robust, and the count says how often.
public struct FGSM: Sendable {
  public let loss: AttackLoss
  public let epsilons: [Double]
  public let norm: Norm

  public init(loss: AttackLoss, epsilons: [Double], norm: Norm = .linf) {
    self.loss = loss
    self.epsilons = epsilons
    self.norm = norm
  }

  /// What happened to each image at each ε, and how far pixels moved.
  public struct Outcome: Sendable, Equatable {
    /// Whether image i is still classified as its label says at ε e: `correct[e][i]`.
    public var correct: [[Bool]]
    /// The model's confidence in its answer to image i at ε e: `confidence[e][i]`.
    public var confidence: [[Float]]
    /// The largest change of any image at each ε.
    public var maximumPerturbation: [Double]
    /// Whether the loss's gradient at the pixels was all zero, and the margin's was used.
    public var zeroGradient: [Bool]
  }

  /// Attacks every image, right or wrong before, in evaluation mode.
  public func attack(_ classifier: Classifier, on images: ImageSet, engine: Engine) -> Outcome {
    attack(classifier, on: images, engine: engine) { _, _, _ in }
  }

  /// `broken` is called with each attacked image that the model gets wrong: which image it is, the place of its strength,
  /// and its pixels (H, W, C), which are good during the call.
  func attack(
    _ classifier: Classifier, on images: ImageSet, engine: Engine,
    broken: (_ index: Int, _ e: Int, _ image: UnsafePointer<Float>) -> Void
  ) -> Outcome {
    var outcome = Outcome(
      correct: epsilons.map { _ in [Bool](repeating: false, count: images.count) },
      confidence: epsilons.map { _ in [Float](repeating: 0, count: images.count) },
      maximumPerturbation: epsilons.map { _ in 0 }, zeroGradient: [Bool](repeating: false, count: images.count))
    let step = FGSMStep(classifier, for: images, norm: norm, engine: engine)
    step.forEachBatch(of: images) { first, count in
      for image in step.aim(loss) { outcome.zeroGradient[first + image] = true }
      for (e, epsilon) in epsilons.enumerated() {
        let perturbations = step.attack(epsilon)
        for i in 0..<count {
          outcome.correct[e][first + i] = step.isRight(i)
          outcome.confidence[e][first + i] = step.confidence(i)
          outcome.maximumPerturbation[e] = max(outcome.maximumPerturbation[e], Double(perturbations[i]))
          if !step.isRight(i) { broken(first + i, e, step.image(i)) }
        }
      }
    }
    return outcome
  }
}
