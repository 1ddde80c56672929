import Datasets
import Models
import Tensors

/// Looks at attacked images again, from scratch: whether they are within ε of the image and in [0, 1], and how the
/// model classifies them. What an audit counts comes from here, not from what an attack says of itself.
final class AdversarialVerifier {
  struct Verdict: Sendable, Equatable {
    let item: AttackItem
    /// What the model makes of it: of an image that may not count, that it resists.
    let standing: Standing
    /// The same of the image as an 8-bit file holds it; `nil` where nobody asked.
    let rounded: Standing?
    /// What the model says of it; `nil` of an image that may not count.
    let reply: Reply?
    /// In the answer to the attacked image.
    let confidence: Float
    /// How far it is from the image; infinite where a pixel is not a number.
    let perturbation: Double
    let zeroGradient: Bool
    /// What the attack took.
    let passes: AttackPasses
    /// The attack claimed an adversarial image, and this is none.
    let isMisclaim: Bool
    /// (H, W, C): the image, where it is what the attack looked for.
    let adversarial: [Float]?
  }

  /// How far beyond ε an image may be: float32 holds pixels near 1 to 6e-8, and 1e-6 allows for the rounding of
  /// x + ε − x. In L2 that adds up with the length, and not with the number of pixels: it has no direction.
  static func tolerance(_ epsilon: Double) -> Double { 1e-6 * max(1, epsilon) }

  private let norm: Norm
  private let images: ImageSet
  private let aims: Aims?
  private let rounds: Bool
  /// What breaks a random model in the draws that an attack saw need not break it in others: such a claim is no fault.
  private let isRandom: Bool
  private let session: ClassifierSession
  private var waiting: [(AttackItem, AttackOutcome)] = []

  init(
    _ classifier: Classifier, images: ImageSet, norm: Norm, batch: Int, aims: Aims?, rounds: Bool, engine: Engine
  ) {
    self.norm = norm
    self.images = images
    self.aims = aims
    self.rounds = rounds
    isRandom = classifier.network.isRandom
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
    let pixels = images.shape.count
    for (row, (_, outcome)) in waiting.enumerated() {
      (session.images + row * pixels).update(from: outcome.image, count: pixels)
    }
    session.forward(count: waiting.count)
    let perturbations = waiting.map { norm.distance(images.image($0.0.index), $0.1.image, count: pixels) }
    let replies = waiting.indices.map { reply($0, change: Float(perturbations[$0])) }
    let standings = waiting.indices.map(standing), confidences = waiting.indices.map { Float(session.confidence($0)) }
    let rounded = rounds ? roundedStandings() : nil
    return waiting.enumerated().map { row, attacked in
      let (item, outcome) = attacked
      let perturbation = perturbations[row]
      let isInBox = outcome.image.allSatisfy { $0 >= 0 && $0 <= 1 }
      let isValid = isInBox && perturbation <= item.epsilon + Self.tolerance(item.epsilon)
      let resisted = Standing(isRight: true, isTarget: aims.map { _ in false })
      let standing = isValid ? standings[row] : resisted
      return Verdict(
        item: item, standing: standing, rounded: rounded.map { isValid ? $0[row] : resisted },
        reply: isValid ? replies[row] : nil, confidence: confidences[row], perturbation: perturbation,
        zeroGradient: outcome.zeroGradient, passes: outcome.passes,
        isMisclaim: (!outcome.resists && !standing.isAdversarial && !isRandom) || !isValid,
        adversarial: standing.isAdversarial ? outcome.image : nil)
    }
  }

  /// Asks again, after rounding.
  private func roundedStandings() -> [Standing] {
    let pixels = images.shape.count
    for (row, (item, _)) in waiting.enumerated() {
      norm.roundToLevels(
        session.images + row * pixels, around: images.image(item.index), epsilon: item.epsilon, count: pixels)
    }
    session.forward(count: waiting.count)
    return waiting.indices.map(standing)
  }

  private func reply(_ row: Int, change: Float) -> Reply {
    let classes = session.network.classes
    return Reply(
      session.logits + row * classes, classes: classes, label: Int(images.labels[waiting[row].0.index]), change: change)
  }

  private func standing(_ row: Int) -> Standing {
    let classes = session.network.classes, index = waiting[row].0.index
    return Standing(
      session.logits + row * classes, classes: classes, label: Int(images.labels[index]), target: aims?.targets[index])
  }
}
