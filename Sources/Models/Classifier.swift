public import Datasets

/// A network with its weights.
public struct Classifier: Sendable {
  public let network: Network
  public var weights: Weights
  /// What its answer is the mean of where the network is random.
  public var draws = Draws()

  public init(network: Network, weights: Weights) {
    precondition(network.layout == weights.layout)
    self.network = network
    self.weights = weights
  }

  /// How many images a pass over `images` takes. The logits of an image do not depend on it.
  public func passSize(on images: ImageSet, engine: Engine) -> Int {
    max(1, min(network.evaluationPassSize(threads: engine.threads), images.count))
  }

  /// Calls `body` with (first image, images, logits (images, K), labels (images)) for each batch in order.
  public func forEachBatch(
    of images: ImageSet, engine: Engine,
    _ body: (_ first: Int, _ count: Int, _ logits: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>) -> Void
  ) {
    let session = ClassifierSession(self, for: images, engine: engine)
    session.forEachBatch(of: images) { first, count in
      session.forward(count: count)
      body(first, count, session.logits, session.labels)
    }
  }

  /// Whether each image is classified as its label says.
  public func correct(on images: ImageSet, engine: Engine) -> [Bool] {
    var correct: [Bool] = []
    correct.reserveCapacity(images.count)
    forEachBatch(of: images, engine: engine) { _, count, logits, labels in
      for i in 0..<count {
        correct.append(Self.isCorrect(logits + i * network.classes, classes: network.classes, label: labels[i]))
      }
    }
    return correct
  }

  /// Whether the label's logit is the largest, the first of equals winning; `false` where a logit is NaN.
  public static func isCorrect(_ logits: UnsafePointer<Float>, classes: Int, label: Int32) -> Bool {
    let own = logits[Int(label)]
    guard !own.isNaN else { return false }
    for k in 0..<classes {
      // The negated comparison makes a NaN beside the label's logit a miss too.
      if k < Int(label) ? !(logits[k] < own) : !(logits[k] <= own) { return false }
    }
    return true
  }
}
