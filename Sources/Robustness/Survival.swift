public import Datasets
public import Models
public import Tensors

/// The share of images that are right without attack and under FGSM through every one of several losses at one ε: the
/// fitness of robust evolution.
public struct Survival: Sendable {
  public let epsilon: Double
  public let losses: [AttackLoss]

  public init(epsilon: Double, losses: [AttackLoss]) {
    self.epsilon = epsilon
    self.losses = losses
  }

  /// All losses share one forward pass; each costs a backward and a forward one.
  public func share(of classifier: Classifier, on images: ImageSet, pool: WorkerPool) -> Double {
    guard images.count > 0 else { return 0 }
    let step = FGSMStep(classifier.network, batch: classifier.passSize(on: images, pool: pool), pool: pool)
    var weights = classifier.weights.values, survivors = 0
    weights.withUnsafeMutableBufferPointer { weights in
      step.prepare(weights.baseAddress!)
      for first in stride(from: 0, to: images.count, by: step.batch) {
        let count = min(step.batch, images.count - first)
        step.load(images, first: first, count: count)
        var right = (0..<count).map { step.isRightUnattacked($0) }
        for loss in losses where right.contains(true) {
          step.aim(loss)
          step.attack(epsilon)
          for i in 0..<count { right[i] = right[i] && step.isRight(i) }
        }
        survivors += right.count { $0 }
      }
    }
    return Double(survivors) / Double(images.count)
  }
}
