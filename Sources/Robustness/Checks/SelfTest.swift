import Datasets
import Models
import Tensors

/// Whether an attack finds an adversarial image where there certainly is one.
///
/// For each of some images the logit of one wrong class is raised, for this image alone, until the best of 100 random
/// corners of the ε-ball, of the largest cube in it where it has none itself, crosses over while the image itself stays right: a search that is led anywhere near where it
/// should go must find that corner or a better point. The idea is the binarisation test of Zimmermann et al. (2022); it
/// works on the logits, so that it asks nothing of the architecture.
struct SelfTest {
  let epsilon: Double
  /// Random corners of the ball.
  static let draws = 100
  /// The part of the best corner's effect that the image keeps as its margin.
  static let keptMargin = 0.9

  struct Result: Sendable, Codable, Equatable {
    let attack: AttackName
    /// Images that could be given an adversarial neighbour.
    let images: Int
    let survivors: Int
  }

  func run(_ name: AttackName, _ attacks: [any Attack], _ campaign: AttackCampaign, images: [Int]) -> Result {
    let shifts = self.shifts(campaign, images)
    var survivors = shifts.keys.sorted()
    for attack in attacks {
      var left: [Int] = []
      campaign.runner.run(
        attack, on: campaign.images, items: survivors.map { AttackItem(index: $0, epsilon: epsilon) },
        seed: campaign.seed, shifts: shifts
      ) { item, outcome in
        if outcome.resists { left.append(item.index) }
      }
      survivors = left.sorted()
    }
    return Result(attack: name, images: shifts.count, survivors: survivors.count)
  }

  /// What to add to the logits of each image; images that no corner brings nearer to any class are left out.
  private func shifts(_ campaign: AttackCampaign, _ images: [Int]) -> [Int: [Float]] {
    let network = campaign.classifier.network, pixels = network.input.count, classes = network.classes
    let session = ClassifierSession(campaign.classifier, batchSize: Self.draws + 1, engine: campaign.engine)
    var shifts: [Int: [Float]] = [:]
    for index in images {
      let label = Int(campaign.images.labels[index])
      let task = AttackTask(
        image: campaign.images.image(index), shape: network.input, label: label, classes: classes, norm: campaign.norm,
        epsilon: Float(epsilon), seed: campaign.seed,
        index: campaign.numbers?[index] ?? index)
      var stream = task.stream(.selfTest)
      session.images.update(from: task.image, count: pixels)
      for row in 1...Self.draws { task.drawCorner(&stream, into: session.images + row * pixels) }
      session.forward(count: Self.draws + 1)
      shifts[index] = shift(session.logits, label: label, classes: classes)
    }
    return shifts
  }

  private func shift(_ logits: UnsafePointer<Float>, label: Int, classes: Int) -> [Float]? {
    func margin(_ row: Int, _ k: Int) -> Double {
      Double(logits[row * classes + label]) - Double(logits[row * classes + k])
    }
    var best = (gain: 0.0, target: -1, row: 0)
    for k in 0..<classes where k != label {
      for row in 1...Self.draws where margin(0, k) - margin(row, k) > best.gain {
        best = (margin(0, k) - margin(row, k), k, row)
      }
    }
    guard best.target >= 0 else { return nil }
    var shift = [Float](repeating: 0, count: classes)
    shift[best.target] = Float(margin(0, best.target) - Self.keptMargin * best.gain)
    // In float32, as the attack will see it.
    func isRight(_ row: Int) -> Bool {
      let shifted = (0..<classes).map { logits[row * classes + $0] + shift[$0] }
      return Classifier.isCorrect(shifted, classes: classes, label: Int32(label))
    }
    return isRight(0) && !isRight(best.row) ? shift : nil
  }
}
