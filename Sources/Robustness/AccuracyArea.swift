public import Datasets
public import Models

/// Accuracy at rising strengths in L∞, from 0 to ε, and the area under it.
///
/// At each strength an image counts only if it is right there and at every smaller one, under FGSM through every one of
/// several losses. So the curve never rises.
public struct AccuracyArea: Sendable {
  public let epsilon: Double
  public let losses: [AttackLoss]
  /// The strengths above 0 are `epsilon` / parts, 2 `epsilon` / parts, …
  public let parts: Int

  /// Four parts: the trapezium rule is then within a point of the area of curves that fall to 0 before ε.
  public init(epsilon: Double, losses: [AttackLoss], parts: Int = 4) {
    precondition(parts >= 1)
    self.epsilon = epsilon
    self.losses = losses
    self.parts = parts
  }

  /// The accuracy at each strength, the first without attack.
  public func shares(of classifier: Classifier, on images: ImageSet, engine: Engine) -> [Double] {
    guard images.count > 0 else { return [Double](repeating: 0, count: parts + 1) }
    let step = FGSMStep(classifier, for: images, norm: .linf, engine: engine)
    var survivors = [Int](repeating: 0, count: parts + 1)
    step.forEachBatch(of: images) { _, count in
      // The number of strengths that each image bears; 0 where it is wrong without attack.
      var borne = (0..<count).map { step.isRightUnattacked($0) ? parts + 1 : 0 }
      for loss in losses where borne.contains(where: { $0 > 0 }) {
        step.aim(loss)
        for part in 1...parts where borne.contains(where: { $0 > part }) {
          step.attack(epsilon * Double(part) / Double(parts))
          for i in 0..<count where borne[i] > part && !step.isRight(i) { borne[i] = part }
        }
      }
      for part in 0...parts { survivors[part] += borne.count { $0 > part } }
    }
    return survivors.map { Double($0) / Double(images.count) }
  }

  /// The mean accuracy over the strengths by the trapezium rule: the area under the curve, divided by ε.
  public static func mean(of shares: [Double]) -> Double {
    guard shares.count > 1 else { return shares.first ?? 0 }
    return (shares.reduce(0, +) - (shares[0] + shares[shares.count - 1]) / 2) / Double(shares.count - 1)
  }

  public var passes: AttackPasses {
    AttackPasses(forward: 1, backward: 0) + losses.count * AttackPasses(forward: parts, backward: 1)
  }
}
