/// How a training learns from attacked images x′ beside the images x as they are.
///
/// L is the loss that is trained. Where that is cross-entropy, each method is the published one.
public enum AdversarialMethod: String, Sendable, Codable, CaseIterable {
  /// L(x′), the loss of the attacked images alone (Madry et al. 2018).
  case standard
  /// L(x) + β KL(h(x) ‖ h(x′)) (Zhang et al. 2019, arXiv 1901.08573, with β 6). The attack climbs that divergence.
  case trades
  /// L(x′) - log(1 - max_{k≠t} h_k(x′)) + β KL(h(x) ‖ h(x′)) (1 - h_t(x)) (Wang et al. 2020, "Improving Adversarial
  /// Robustness Requires Revisiting Misclassified Examples", with β 5, there λ).
  ///
  /// The first two terms are the boosted cross-entropy. The last counts images in full that are wrong already.
  case mart
  /// L(x′) at weights that are moved against the training first (Wu et al. 2020, "Adversarial Weight Perturbation Helps
  /// Robust Generalization", arXiv 2004.05884). `WeightPerturbation` says how; it may be asked for with the others too.
  case awp

  /// The weight of the divergence where nothing is said of it; `nil` where the method has none.
  var usualBeta: Double? {
    switch self {
    case .standard, .awp: nil
    case .trades: 6
    case .mart: 5
    }
  }

  /// How far weights are moved where nothing is said of it; `nil` for not at all.
  var usualWeightPerturbation: Double? { self == .awp ? 0.005 : nil }

  /// Steps of PGD: ten of ε / 4 in the publications but the first.
  var usualSteps: Int { self == .standard ? 7 : 10 }

  /// Whether the attack begins beside the image, at normal noise of a thousandth, as published; otherwise anywhere in the
  /// ball.
  var startsNearby: Bool {
    switch self {
    case .standard, .awp: false
    case .trades, .mart: true
    }
  }
}
