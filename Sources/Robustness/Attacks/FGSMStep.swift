public import Datasets
public import Models
import Tensors

/// One batch under FGSM, pass by pass: `load` it, `aim` along a loss's gradient, `attack` at any number of strengths.
public final class FGSMStep {
  private let network: Network
  private let norm: Norm
  private let gradients: ClassifierSession
  private let attacked: ClassifierSession
  private let pool: WorkerPool
  private var perturbations: [Float]
  private var count = 0

  public init(_ classifier: Classifier, for images: ImageSet, norm: Norm, engine: Engine) {
    network = classifier.network
    self.norm = norm
    pool = engine.pool
    gradients = ClassifierSession(classifier, for: images, purpose: .inputGradient, engine: engine)
    attacked = ClassifierSession(classifier.judge, batchSize: gradients.batchSize, engine: engine)
    perturbations = [Float](repeating: 0, count: gradients.batchSize)
  }

  /// Classifies `images` batch by batch in their order; calls `body` with the first image of each and how many there are.
  public func forEachBatch(of images: ImageSet, _ body: (_ first: Int, _ count: Int) -> Void) {
    gradients.forEachBatch(of: images) { first, count in
      self.count = count
      gradients.forward(count: count)
      body(first, count)
    }
  }

  func isRightUnattacked(_ image: Int) -> Bool { isRight(gradients.logits, image) }
  public func isRight(_ image: Int) -> Bool { isRight(attacked.logits, image) }

  /// The session that classified the images before the attack.
  public var unattacked: ClassifierSession { gradients }

  /// From here on both sessions answer by the weights as `change` leaves them, in the order of `Weights.values`.
  public func changeWeights(_ change: (UnsafeMutablePointer<Float>) -> Void) {
    gradients.changeWeights(change)
    attacked.changeWeights(change)
  }

  /// In the answer to the attacked image.
  func confidence(_ image: Int) -> Float {
    Float(attacked.confidence(image))
  }

  /// (H, W, C): image `image` as the last attack left it.
  func image(_ image: Int) -> UnsafePointer<Float> { UnsafePointer(attacked.images + image * network.input.count) }

  /// What the model made of the attacked image.
  func standing(_ image: Int, target: Int?) -> Standing {
    Standing(
      attacked.logits + image * network.classes, classes: network.classes, label: Int(gradients.labels[image]),
      target: target)
  }

  /// What the model says of the attacked image, which was moved by `change`.
  func reply(_ image: Int, change: Float) -> Reply {
    Reply(
      attacked.logits + image * network.classes, classes: network.classes, label: Int(gradients.labels[image]),
      change: change)
  }

  private func isRight(_ logits: UnsafeMutablePointer<Float>, _ image: Int) -> Bool {
    Classifier.isCorrect(logits + image * network.classes, classes: network.classes, label: gradients.labels[image])
  }

  /// Finds the gradient of `loss` at the pixels, or the one that leads to the target of each image; returns the images at
  /// which it vanished and the margin's took its place.
  @discardableResult
  public func aim(_ loss: AttackLoss, towards targets: ArraySlice<Int>? = nil) -> [Int] {
    var vanished: [Int] = []
    let direction = InputDirection(session: gradients, loss: loss, targets: targets.map { Array($0) })
    direction.compute(count: count) { vanished.append($0) }
    return vanished
  }

  /// Moves the images by `epsilon` along the gradients' signs, or in L2 the gradients, and classifies them; returns how
  /// far each has moved.
  @discardableResult
  public func attack(_ epsilon: Double) -> [Float] {
    let pixels = network.input.count
    perturbations.withUnsafeMutableBufferPointer { perturbations in
      let perturbations = perturbations.baseAddress!
      pool.parallel(count) { image, _ in
        let start = image * pixels
        let original = gradients.images + start, gradient = gradients.imageGradients! + start
        let moved = attacked.images + start
        norm.step(from: original, along: gradient, size: Float(epsilon), count: pixels, into: moved)
        perturbations[image] = Float(norm.distance(original, moved, count: pixels))
      }
    }
    attacked.forward(count: count)
    return perturbations
  }

  /// Rounds the images, which were attacked by `epsilon`, to what an 8-bit file holds, and classifies them.
  func round(_ epsilon: Double) {
    let pixels = network.input.count
    pool.parallel(count) { image, _ in
      let start = image * pixels
      norm.roundToLevels(
        attacked.images + start, around: gradients.images + start, epsilon: epsilon, count: pixels)
    }
    attacked.forward(count: count)
  }
}

/// The gradient of an attack loss at the pixels, for a batch whose forward pass has been made.
struct InputDirection {
  let session: ClassifierSession
  let loss: AttackLoss
  /// The class that each image is led to; `nil` where all are led away from their labels.
  var targets: [Int]?

  private func objective(_ image: Int) -> Objective {
    targets.map { .towards(loss, target: $0[image]) } ?? .loss(loss)
  }

  /// Fills `session.imageGradients`; calls `zero` with each image whose gradient vanished, after replacing it by the
  /// margin's.
  func compute(count: Int, zero: (Int) -> Void) {
    let logits = session.logits, logitGradients = session.logitGradients!, labels = session.labels
    let pixels = session.network.input.count, classes = session.network.classes
    func passBack(_ vanished: [Int]) {
      func follow(_ objective: Objective, _ image: Int) {
        let row = image * classes
        objective.writeGradient(logits + row, label: labels[image], classes: classes, into: logitGradients + row)
      }
      if targets == nil {
        loss.gradient(logits: logits, labels: labels, count: count, classes: classes, into: logitGradients)
      } else {
        for image in 0..<count { follow(objective(image), image) }
      }
      for image in vanished { follow(objective(image).fallback, image) }
      session.backward(count: count)
    }
    passBack([])
    let gradients = session.imageGradients!
    let vanished = (0..<count).filter { vanishes(gradients + $0 * pixels, pixels) }
    guard !vanished.isEmpty else { return }
    // The others' gradients come out of the second pass as they did out of the first.
    passBack(vanished)
    vanished.forEach(zero)
  }
}
