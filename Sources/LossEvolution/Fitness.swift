import Datasets
import Losses
import Models
import Robustness

/// What a trained candidate is worth.
struct Fitness: Equatable {
  /// The figure by which the search ranks.
  var value: Double
  /// The accuracy at the search's ε; `nil` where nothing was attacked.
  var robustAccuracy: Double?

  /// Measures a candidate with this `loss`, of which `cleanAccuracy` is the accuracy on all validation images.
  ///
  /// `images` are those that are attacked.
  init(
    of classifier: Classifier, loss: Loss, cleanAccuracy: Double, on images: ImageSet, _ settings: EvolutionSettings,
    engine: Engine
  ) {
    guard let epsilon = settings.epsilon?.value, settings.objective.isRobust else {
      value = cleanAccuracy
      return
    }
    let objective = settings.objective, own = AttackLoss.loss(loss)
    func survivors() -> Double {
      objective.survival(own, epsilon: epsilon).share(of: classifier, on: images, engine: engine)
    }
    switch objective {
    case .accuracy: value = cleanAccuracy
    case .fgsm, .worstOf, .pgd, .autoAttackLite:
      value = survivors()
      robustAccuracy = value
    case .area:
      let shares = objective.area(own, epsilon: epsilon).shares(of: classifier, on: images, engine: engine)
      value = AccuracyArea.mean(of: shares)
      robustAccuracy = shares.last
    case .tradeOff:
      let robust = survivors(), weight = settings.cleanWeight ?? EvolutionSettings.usualCleanWeight
      value = weight * cleanAccuracy + (1 - weight) * robust
      robustAccuracy = robust
    }
  }
}
