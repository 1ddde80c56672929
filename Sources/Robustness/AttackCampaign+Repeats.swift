import Datasets
import Models

extension AttackCampaign {
  /// How often the same images are passed, as AutoAttack's check of random models does (Croce & Hein 2020).
  static let repeats = 5

  /// Whether the same images give the same logits, bit by bit, as often as they are looked at. A
  /// random network has another draw of its noise each time.
  func repeatsLogits() -> Bool {
    // What is random is seen in the first images.
    let few = whole.prefix(128)
    func logits(_ draw: UInt64) -> [UInt32] {
      var bits: [UInt32] = [], single = classifier
      single.draws = Draws(first: draw)
      single.forEachBatch(of: few, engine: engine) { _, count, logits, _ in
        for i in 0..<count * classifier.network.classes { bits.append(logits[i].bitPattern) }
      }
      return bits
    }
    let first = logits(0)
    return (1..<Self.repeats).allSatisfy { logits(UInt64($0)) == first }
  }
}
