import Datasets
import Models
public import Tensors

/// An image that the model gets right, and what one attack of one strength makes of it, both as 8-bit files hold them.
public struct AttackedImage: Sendable, Equatable {
  public let label: AttackLabel
  public let epsilon: Epsilon
  /// Which image of the data set.
  public let index: Int
  /// The class of the image, and the one that the attack led to.
  public let truth: Int
  public let target: Int?
  /// What the model takes the attacked image for, and whether that is what the attack looked for.
  public let answer: Int
  public let isAdversarial: Bool
  public let shape: ImageShape
  /// (H, W, C).
  public let clean: [UInt8]
  public let attacked: [UInt8]
}

extension AttackCampaign {
  /// Attacks the first `count` images that are right without attack once more, and hands out each of them as each attack
  /// leaves it at each strength above 0 that was asked for.
  ///
  /// What becomes of an image depends on nothing but the image, so these are the images that were counted, as 8-bit files
  /// hold them. The attacks that go on with what others have left are made on each of these images all the same.
  func picture(
    _ count: Int, _ evidence: AuditEvidence, _ audit: Audit, _ losses: [ResolvedLoss],
    _ body: (AttackedImage) throws -> Void
  ) throws {
    let chosen = Array(clean.indices.filter { clean[$0] }.prefix(count))
    guard !chosen.isEmpty else { return }
    let network = classifier.network, pixels = network.input.count, classes = network.classes
    let session = ClassifierSession(classifier.judge, batchSize: min(batch, chosen.count), engine: engine)
    for label in evidence.curves.map(\.label) {
      let loss = losses.first { $0.requested == label.requested }?.loss
      // A strength that was asked for twice is pictured once.
      for (place, epsilon) in audit.epsilons.enumerated()
      where epsilon.value > 0 && !audit.epsilons[..<place].contains(where: { $0.value == epsilon.value }) {
        try context.check()
        let found = attacked(chosen, label, loss, audit, epsilon.value)
        for first in stride(from: 0, to: chosen.count, by: session.batchSize) {
          let part = chosen[first..<min(first + session.batchSize, chosen.count)]
          for (row, index) in part.enumerated() {
            let point = session.images + row * pixels
            point.update(from: found[index]!, count: pixels)
            norm.roundToLevels(point, around: images.image(index), epsilon: epsilon.value, count: pixels)
          }
          session.forward(count: part.count)
          for (row, index) in part.enumerated() {
            let logits = session.logits + row * classes, truth = Int(images.labels[index])
            let target = aims?.targets[index]
            try body(
              AttackedImage(
                label: label, epsilon: epsilon, index: aims?.numbers[index] ?? index, truth: truth, target: target,
                answer: LogitRanks(logits, classes)[0],
                isAdversarial: Standing(logits, classes: classes, label: truth, target: target).isAdversarial,
                shape: network.input, clean: Array(images.pixels(of: index)),
                attacked: (0..<pixels).map { levels(session.images[row * pixels + $0]) }))
          }
        }
      }
    }
  }

  /// The images `chosen` by their places, as an attack of one strength leaves them.
  ///
  /// Attacks of a sequence go on with the same images as where they are counted: with those that rounding saved, too,
  /// where the audit rounds.
  private func attacked(
    _ chosen: [Int], _ label: AttackLabel, _ loss: AttackLoss?, _ audit: Audit, _ epsilon: Double
  ) -> [Int: [Float]] {
    var found: [Int: [Float]] = [:], left = chosen
    if !label.attack.searches {
      let attack = FGSM(loss: loss!, epsilons: [epsilon], norm: norm)
      _ = attack.outcomes(classifier, on: images.subset(chosen), aims: aims?.subset(chosen), engine: engine) {
        place, _, _, image in
        found[chosen[place]] = Array(UnsafeBufferPointer(start: image, count: images.shape.count))
      }
    }
    let verifier = verifier()
    var outcome = untried(epsilon, clean, after: nil)
    for attack in label.attack.attacks(audit.budget, through: loss.map { [$0] } ?? []) {
      var tried: [Int: [Float]] = [:]
      func judge() {
        for verdict in verifier.judge() {
          let index = verdict.item.index
          // An image whose file is wrong already is counted as broken, whatever comes after.
          if outcome.rounded?.correct[index] ?? true { found[index] = tried[index] }
          outcome.take(verdict)
        }
      }
      let items = left.map { AttackItem(index: $0, epsilon: epsilon) }
      runner(of: label.attack).run(attack, on: images, items: items, seed: seed) {
        tried[$0.index] = $1.image
        verifier.add($0, $1)
        if verifier.isFull { judge() }
      }
      judge()
      let isLeft = outcome.isLeft
      left.removeAll { !isLeft[$0] }
    }
    return found
  }

  /// What is not a number is black.
  private func levels(_ pixel: Float) -> UInt8 { pixel.isNaN ? 0 : UInt8(min(max(255 * pixel, 0), 255).rounded()) }
}
