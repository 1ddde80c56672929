import Datasets
import Models
import Tensors

/// Looks at attacked images again, from scratch: whether they are within ε of the image and in [0, 1], and how the
/// model classifies them. What an audit counts comes from here, not from what an attack says of itself.
final class AdversarialVerifier {
  struct Verdict: Sendable, Equatable {
    let item: AttackItem
    /// Whether the model is right: of an image that may not count, whether it is right without attack.
    let isRight: Bool
    /// In the answer to the attacked image.
    let confidence: Float
    /// How far it is from the image; infinite where a pixel is not a number.
    let perturbation: Double
    let zeroGradient: Bool
    /// The attack claimed an adversarial image, and this is none.
    let isMisclaim: Bool
    /// (H, W, C): the image, where the model is wrong.
    let adversarial: [Float]?
  }

  /// How far beyond ε an image may be: float32 holds pixels near 1 to 6e-8, and 1e-6 allows for the rounding of
  /// x + ε − x. In L2 that adds up with the length, and not with the number of pixels: it has no direction.
  static func tolerance(_ epsilon: Double) -> Double { 1e-6 * max(1, epsilon) }

  private let norm: Norm
  private let images: ImageSet
  private let session: ClassifierSession
  private var waiting: [(AttackItem, AttackOutcome)] = []

  init(_ classifier: Classifier, images: ImageSet, norm: Norm, batch: Int, engine: Engine) {
    self.norm = norm
    self.images = images
    session = ClassifierSession(classifier, batchSize: batch, engine: engine)
  }

  var isFull: Bool { waiting.count == session.batchSize }

  func add(_ item: AttackItem, _ outcome: AttackOutcome) {
    precondition(!isFull)
    waiting.append((item, outcome))
  }

  /// Judges all that was added since the last time.
  func judge() -> [Verdict] {
    defer { waiting.removeAll() }
    guard !waiting.isEmpty else { return [] }
    let pixels = images.shape.count, classes = session.network.classes
    for (row, (_, outcome)) in waiting.enumerated() {
      (session.images + row * pixels).update(from: outcome.image, count: pixels)
    }
    session.forward(count: waiting.count)
    return waiting.enumerated().map { row, attacked in
      let (item, outcome) = attacked
      let perturbation = norm.distance(images.image(item.index), outcome.image, count: pixels)
      let isInBox = outcome.image.allSatisfy { $0 >= 0 && $0 <= 1 }
      let isValid = isInBox && perturbation <= item.epsilon + Self.tolerance(item.epsilon)
      let isRight = Classifier.isCorrect(
        session.logits + row * classes, classes: classes, label: Int32(images.labels[item.index]))
      let isAdversarial = isValid && !isRight
      return Verdict(
        item: item, isRight: !isAdversarial,
        confidence: Float(session.confidence(row)), perturbation: perturbation,
        zeroGradient: outcome.zeroGradient, isMisclaim: (!outcome.isRight && !isAdversarial) || !isValid,
        adversarial: isAdversarial ? outcome.image : nil)
    }
  }
}
