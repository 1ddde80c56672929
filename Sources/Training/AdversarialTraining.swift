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

    var usualSteps: Int { self == .fgsm ? 1 : 7 }

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
  }

  public var attack: Attack
  public var epsilon: Epsilon
  public var steps: Int
  /// Length of a step, in pixel units.
  public var stepSize: Epsilon
  public var loss: Objective

  enum CodingKeys: String, CodingKey {
    case attack, epsilon, steps, loss
    case stepSize = "step_size"
  }

  /// `steps` and `stepSize` are the publication's where they are `nil`.
  public init(
    attack: Attack, epsilon: Epsilon, steps: Int? = nil, stepSize: Epsilon? = nil, loss: Objective = .crossEntropy
  ) {
    self.attack = attack
    self.epsilon = epsilon
    self.steps = steps ?? attack.usualSteps
    self.stepSize = stepSize ?? attack.usualStepSize(epsilon, steps: self.steps)
    self.loss = loss
  }

  /// The attack of a training that minimises `own`.
  public func attackLoss(own: Loss) -> AttackLoss {
    switch loss {
    case .crossEntropy: .crossEntropy
    case .own: .loss(own)
    }
  }
}

extension AdversarialTraining: CustomStringConvertible {
  /// `pgd at ε 8/255`.
  public var description: String { "\(attack.rawValue) at ε \(epsilon)" }
}
