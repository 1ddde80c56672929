public import Datasets
public import Models

/// The share of images that are right without attack and under attack through every one of several losses at one ε in L∞: the
/// fitness of robust evolution.
public struct Survival: Sendable {
  public let epsilon: Double
  public let losses: [AttackLoss]
  /// 1 for FGSM, more for PGD.
  public let steps: Int

  public init(epsilon: Double, losses: [AttackLoss], steps: Int = 1) {
    precondition(steps >= 1)
    self.epsilon = epsilon
    self.losses = losses
    self.steps = steps
  }

  public func share(of classifier: Classifier, on images: ImageSet, engine: Engine) -> Double {
    guard images.count > 0 else { return 0 }
    let survivors = steps == 1 ? underFGSM(classifier, images, engine) : underPGD(classifier, images, engine)
    return Double(survivors) / Double(images.count)
  }

  /// All losses share one forward pass; each costs a backward and a forward one.
  private func underFGSM(_ classifier: Classifier, _ images: ImageSet, _ engine: Engine) -> Int {
    let step = FGSMStep(classifier, for: images, norm: .linf, engine: engine)
    var survivors = 0
    step.forEachBatch(of: images) { _, count in
      var right = (0..<count).map { step.isRightUnattacked($0) }
      for loss in losses where right.contains(true) {
        step.aim(loss)
        step.attack(epsilon)
        for i in 0..<count { right[i] = right[i] && step.isRight(i) }
      }
      survivors += right.count { $0 }
    }
    return survivors
  }

  private func underPGD(_ classifier: Classifier, _ images: ImageSet, _ engine: Engine) -> Int {
    let runner = AttackRunner(
      classifier, norm: .linf, batch: classifier.passSize(on: images, engine: engine), engine: engine)
    let clean = classifier.correct(on: images, engine: engine)
    var right = clean.indices.filter { clean[$0] }
    for loss in losses {
      var left: [Int] = []
      // The same random starts for every candidate.
      runner.run(
        PGD(loss: loss, steps: steps), on: images, items: right.map { AttackItem(index: $0, epsilon: epsilon) }, seed: 0
      ) { item, outcome in
        if outcome.resists { left.append(item.index) }
      }
      right = left
    }
    return right.count
  }
}
