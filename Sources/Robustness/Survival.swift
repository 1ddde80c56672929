public import Datasets
public import Models

/// Which images are right without attack and under each of several attacks at one ε. Their share is the fitness of robust
/// evolution.
public struct Survival: Sendable {
  public let epsilon: Double
  public var norm = Norm.linf
  /// Of the attacks' random numbers: by default the same random starts for every candidate.
  public var seed: UInt64 = 0
  private let method: Method

  private enum Method {
    /// One step through each loss.
    case fgsm([AttackLoss])
    /// Searches, each of which goes on with the images that the others left.
    case searches([Search])
  }

  private struct Search {
    let attack: any Attack
    let passes: AttackPasses
  }

  /// FGSM through each of `losses`, or PGD where `steps` are more than 1.
  public init(epsilon: Double, losses: [AttackLoss], steps: Int = 1) {
    precondition(steps >= 1)
    self.epsilon = epsilon
    // The last point is only looked at.
    let passes = AttackPasses(forward: steps + 1, backward: steps)
    method =
      steps == 1
      ? .fgsm(losses) : .searches(losses.map { Search(attack: PGD(loss: $0, steps: steps), passes: passes) })
  }

  /// The first two attacks of AutoAttack (Croce & Hein 2020) for a tenth of its steps: APGD through cross-entropy, and
  /// through the targeted DLR towards the three likeliest wrong classes.
  public static func autoAttackLite(epsilon: Double, iterations: Int = 10, targets: Int = 3) -> Survival {
    // A run looks at its start, too; the targets are found by one more look at the image.
    let run = AttackPasses(forward: iterations + 1, backward: iterations + 1)
    return Survival(
      epsilon: epsilon,
      method: .searches([
        Search(attack: APGD(loss: .crossEntropy, iterations: iterations), passes: run),
        Search(
          attack: TargetedAPGD(iterations: iterations, targets: targets),
          passes: AttackPasses(forward: 1, backward: 0) + targets * run),
      ]))
  }

  private init(epsilon: Double, method: Method) {
    self.epsilon = epsilon
    self.method = method
  }

  public func share(of classifier: Classifier, on images: ImageSet, engine: Engine) -> Double {
    guard images.count > 0 else { return 0 }
    return Double(survivors(of: classifier, on: images, engine: engine, check: {}).count { $0 }) / Double(images.count)
  }

  /// Whether each image survives. Of `candidates`, where they are given, the others are not attacked and do not.
  ///
  /// Searches end where `check` throws, which is called after each image.
  public func survivors(
    of classifier: Classifier, on images: ImageSet, among candidates: [Bool]? = nil, engine: Engine,
    check: () throws -> Void = {}
  ) rethrows -> [Bool] {
    switch method {
    case .fgsm(let losses):
      let right = underFGSM(losses, classifier, images, engine)
      return candidates.map { zip(right, $0).map { $0 && $1 } } ?? right
    case .searches(let searches):
      let candidates = candidates ?? classifier.correct(on: images, engine: engine)
      return try under(searches.map(\.attack), classifier, images, candidates, engine, check)
    }
  }

  /// The passes for an image that survives; it is passed forward once before any attack.
  public var passes: AttackPasses {
    let clean = AttackPasses(forward: 1, backward: 0)
    return switch method {
    case .fgsm(let losses): clean + losses.count * AttackPasses(forward: 1, backward: 1)
    case .searches(let searches): searches.map(\.passes).reduce(clean, +)
    }
  }

  /// All losses share one forward pass; each costs a backward and a forward one.
  private func underFGSM(
    _ losses: [AttackLoss], _ classifier: Classifier, _ images: ImageSet, _ engine: Engine
  ) -> [Bool] {
    let step = FGSMStep(classifier, for: images, norm: norm, engine: engine)
    var survivors: [Bool] = []
    step.forEachBatch(of: images) { _, count in
      var right = (0..<count).map { step.isRightUnattacked($0) }
      for loss in losses where right.contains(true) {
        step.aim(loss)
        step.attack(epsilon)
        for i in 0..<count { right[i] = right[i] && step.isRight(i) }
      }
      survivors += right
    }
    return survivors
  }

  private func under(
    _ attacks: [any Attack], _ classifier: Classifier, _ images: ImageSet, _ candidates: [Bool], _ engine: Engine,
    _ check: () throws -> Void
  ) rethrows -> [Bool] {
    let runner = AttackRunner(
      classifier, norm: norm, batch: classifier.passSize(on: images, engine: engine), engine: engine)
    var survives = candidates
    for attack in attacks {
      let items = survives.indices.filter { survives[$0] }.map { AttackItem(index: $0, epsilon: epsilon) }
      try runner.run(attack, on: images, items: items, seed: seed) {
        survives[$0.index] = $1.resists
        try check()
      }
    }
    return survives
  }
}
