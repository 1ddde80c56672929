import Datasets
import Models

/// The fast gradient sign method (Goodfellow et al. 2015): x' = clip(x + ε · sign ∇ₓJ, 0, 1), in pixel units; in L2 the
/// fast gradient method, x' = clip(x + ε · ∇ₓJ / ‖∇ₓJ‖₂, 0, 1).
///
/// The direction does not depend on ε, so a sweep of K strengths costs one gradient and K forward passes. Where a loss's
/// gradient at the pixels is exactly zero (a saturated softmax in float32), the image is attacked through the margin
/// instead of being counted as robust, and the count says how often.
struct FGSM: Sendable {
  let loss: AttackLoss
  let epsilons: [Double]
  var norm = Norm.linf

  /// What the attack does to every image, right or wrong before, at each strength in evaluation mode, led to the targets of `aims` where there are any. Where `rounds` is true, the
  /// model is asked again about each attacked image as an 8-bit file holds it.
  ///
  /// `attacked` is called with each attacked image: which one it is, the place of its strength, what the model makes of
  /// it, and its pixels (H, W, C) before rounding, which are good during the call.
  func outcomes(
    _ classifier: Classifier, on images: ImageSet, aims: Aims? = nil, rounds: Bool = false, engine: Engine,
    attacked: (_ index: Int, _ e: Int, _ standing: Standing, _ image: UnsafePointer<Float>) -> Void
  ) -> [StrengthOutcome] {
    let none = [Bool](repeating: false, count: images.count), reached = aims.map { _ in none }
    var outcomes = epsilons.map { epsilon in
      StrengthOutcome(
        epsilon: epsilon, correct: none, confidence: [Float](repeating: 0, count: images.count), maximumPerturbation: 0,
        zeroGradient: none, reached: reached, rounded: rounds ? RoundedOutcome(correct: none, reached: reached) : nil,
        replies: [Reply?](repeating: nil, count: images.count))
    }
    let step = FGSMStep(classifier, for: images, norm: norm, engine: engine)
    step.forEachBatch(of: images) { first, count in
      let targets = aims?.targets[first..<first + count]
      let vanished = step.aim(loss, towards: targets)
      for e in epsilons.indices {
        for image in vanished { outcomes[e].zeroGradient[first + image] = true }
        let perturbations = step.attack(epsilons[e])
        for i in 0..<count {
          let standing = step.standing(i, target: targets?[first + i])
          outcomes[e].correct[first + i] = standing.isRight
          outcomes[e].reached?[first + i] = standing.isTarget!
          outcomes[e].confidence[first + i] = step.confidence(i)
          outcomes[e].replies[first + i] = step.reply(i, change: perturbations[i])
          outcomes[e].maximumPerturbation = max(outcomes[e].maximumPerturbation, Double(perturbations[i]))
          attacked(first + i, e, standing, step.image(i))
        }
        guard rounds else { continue }
        step.round(epsilons[e])
        for i in 0..<count {
          let standing = step.standing(i, target: targets?[first + i])
          outcomes[e].rounded!.correct[first + i] = standing.isRight
          outcomes[e].rounded!.reached?[first + i] = standing.isTarget!
        }
      }
    }
    return outcomes
  }
}
