public import Losses
public import Robustness

/// Training on images that an attack has moved, each batch against the weights as they are (Madry et al. 2018).
///
/// The saddle point as it is written has the attack climb the loss that the training descends: `loss: own`. Here it
/// climbs cross-entropy unless that is asked for. Where the training loss is cross-entropy both are the same; other
/// losses can lead the attack astray. Once a prediction is confident, the slopes of Baikal, of many TaylorGLO losses and
/// of smoothed labels turn round, and climbing them makes the image easier. A study's losses also meet one opponent so.
public struct AdversarialTraining: Sendable, Codable, Equatable {
  public enum Attack: String, Sendable, Codable, CaseIterable {
    /// One step of 1.25 ε from a random start (Wong, Rice & Kolter 2020, "Fast is better than free").
    ///
    /// Long trainings may come to resist this step alone ("catastrophic overfitting"), which PGD finds out.
    case fgsm
    /// K steps of 2.5 ε / K from a random start, seven unless said otherwise (Madry et al. 2018).
    case pgd

    /// The numbers of steps that may be asked for.
    public var stepRange: ClosedRange<Int> { self == .fgsm ? 1...1 : 1...1000 }

    func usualStepSize(_ epsilon: Epsilon, steps: Int) -> Epsilon {
      let size =
        switch self {
        case .fgsm: 1.25 * epsilon.value
        case .pgd: 2.5 * epsilon.value / Double(steps)
        }
      // A step of 1 crosses all of [0, 1].
      return Epsilon(min(size, 1))
    }
  }

  /// What the attack maximises.
  public enum Objective: String, Sendable, Codable, CaseIterable {
    case crossEntropy = "cross-entropy"
    /// The loss that the training minimises, with its label smoothing.
    case own
    /// KL(h(x) ‖ h(x′)), how far the answer is from that to the image as it is.
    case divergence
  }

  public var attack: Attack
  public var epsilon: Epsilon
  public var steps: Int
  /// Length of a step, in pixel units.
  public var stepSize: Epsilon
  public var loss: Objective
  /// How the training learns from attacked images; `nil` for `standard`.
  public var method: AdversarialMethod?
  /// The weight of the divergence in `trades` and `mart`; `nil` with other methods.
  public var beta: Double?
  /// γ of the weights' perturbation, as a share of each tensor's length; `nil` for none.
  public var weightPerturbation: Double?
  /// The epochs at the start in which weights are not moved; `nil` for none.
  public var warmUp: Int?

  enum CodingKeys: String, CodingKey {
    case attack, epsilon, steps, loss, method, beta
    case stepSize = "step_size"
    case weightPerturbation = "weight_perturbation"
    case warmUp = "warm_up"
  }

  /// The method, `standard` where none is named.
  public var learning: AdversarialMethod { method ?? .standard }

  /// `steps` and `stepSize` are the publication's where they are `nil`.
  public init(
    attack: Attack, epsilon: Epsilon, steps: Int? = nil, stepSize: Epsilon? = nil, loss: Objective? = nil,
    method: AdversarialMethod = .standard, beta: Double? = nil, weightPerturbation: Double? = nil, warmUp: Int? = nil
  ) {
    self.attack = attack
    self.epsilon = epsilon
    self.steps = steps ?? (attack == .fgsm ? 1 : method.usualSteps)
    self.stepSize = stepSize ?? attack.usualStepSize(epsilon, steps: self.steps)
    self.loss = loss ?? (method == .trades ? .divergence : .crossEntropy)
    // Settings without a method are coded as they were before there were several.
    self.method = method == .standard ? nil : method
    self.beta = beta ?? method.usualBeta
    self.weightPerturbation = weightPerturbation ?? method.usualWeightPerturbation
    self.warmUp = warmUp
  }

  /// What the attack of a training that minimises `own` climbs.
  public func climb(own: Loss) -> BatchPerturbation.Climb {
    switch loss {
    case .crossEntropy: .loss(.crossEntropy)
    case .own: .loss(.loss(own))
    case .divergence: .divergence
    }
  }
}

extension AdversarialTraining: CustomStringConvertible {
  /// `pgd at ε 8/255`, or `pgd at ε 8/255 by trades with β 6`.
  public var description: String {
    // 6 rather than 6.0.
    func number(_ x: Double) -> String { x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : "\(x)" }
    let weights = weightPerturbation.map { " and weights moved by \(number($0))" } ?? ""
    return "\(attack.rawValue) at ε \(epsilon)" + (method.map { " by \($0.rawValue)" } ?? "")
      + (beta.map { " with β \(number($0))" } ?? "") + weights
  }
}
