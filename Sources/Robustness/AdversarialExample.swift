import Datasets
import Models
import Tensors

/// An image that the model gets right, and what an attack made of it.
public struct AdversarialExample: Sendable, Equatable {
  /// Which image of the data set.
  public let index: Int
  public let label: Int
  /// What the model takes the attacked image for, and how sure it is.
  public let predicted: Int
  public let confidence: Float
  /// The change is no larger.
  public let epsilon: Epsilon
  /// (H, W, C), in [0, 1].
  public let image: [Float]
  public let adversarial: [Float]

  /// How many an audit keeps.
  public static let count = 8
}

extension AttackCampaign {
  /// The first images that are right without attack and broken at the largest strength asked for, as they were found.
  func examples(_ evidence: AuditEvidence, _ adversarial: AdversarialImages) -> [AdversarialExample] {
    guard let (e, epsilon) = evidence.largest else { return [] }
    let worst = evidence.worst(e), found = adversarial.found[epsilon.value] ?? [:]
    let chosen = clean.indices.filter { clean[$0] && !worst[$0] && found[$0] != nil }.prefix(AdversarialExample.count)
    guard !chosen.isEmpty else { return [] }
    let network = classifier.network, pixels = network.input.count, classes = network.classes
    let session = ClassifierSession(classifier.judge, batchSize: chosen.count, engine: engine)
    for (row, index) in chosen.enumerated() {
      (session.images + row * pixels).update(from: found[index]!, count: pixels)
    }
    session.forward(count: chosen.count)
    return chosen.enumerated().map { row, index in
      let logits = session.logits + row * classes
      return AdversarialExample(
        index: aims?.numbers[index] ?? index, label: Int(images.labels[index]),
        predicted: (0..<classes).max { logits[$0] < logits[$1] }!,
        confidence: Float(session.confidence(row)), epsilon: epsilon, image: images.image(index),
        adversarial: found[index]!)
    }
  }
}
