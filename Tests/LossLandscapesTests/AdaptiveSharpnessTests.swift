import Losses
import Models
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Adaptive sharpness")
struct AdaptiveSharpnessTests {
  static func measure(_ classifier: Classifier, rho: Double = 0.05) -> (worst: Double, average: Double) {
    let adaptive = AdaptiveSharpness(
      objective: WeightObjective(
        classifier.network, LogitLoss(loss: Loss(.crossEntropy), normalisesLogits: true), on: TestNetworks.images,
        engine: Engine(threads: 1, precision: .precise)), weights: classifier.weights.values, seed: 3)
    let batch = adaptive.batches[0]
    return (
      adaptive.worst(of: batch, number: 0, rho: rho, iterations: 20),
      adaptive.average(of: batch, number: 0, rho: rho, draws: 5)
    )
  }

  /// The first convolution with its bias, times c, and the weights of the second over c.
  static func rescaled(_ classifier: Classifier, by c: Float) -> Classifier {
    var other = classifier
    for (names, factor) in [(["conv1.weight", "conv1.bias"], c), (["conv2.weight"], 1 / c)] {
      for name in names {
        let tensor = TestNetworks.tensor(name, of: classifier)
        for i in tensor.offset..<tensor.offset + tensor.count { other.weights.values[i] *= factor }
      }
    }
    return other
  }

  @Test("does not change where a layer is scaled by c and the next by 1/c", arguments: [4, 3, 0.1] as [Float])
  func rescaling(c: Float) {
    let plain = Self.measure(TestNetworks.rectified)
    let scaled = Self.measure(Self.rescaled(TestNetworks.rectified, by: c))
    #expect(abs(plain.worst - scaled.worst) < 1e-4 && abs(plain.average - scaled.average) < 1e-4)
    #expect(plain.worst > 0.01 && plain.worst > plain.average)
  }

  @Test("SAM's sharpness does change there: it is not adaptive")
  func plainSharpness() {
    let rises = [TestNetworks.rectified, Self.rescaled(TestNetworks.rectified, by: 10)].map { classifier in
      let objective = WeightObjective(
        classifier.network, LogitLoss(loss: Loss(.crossEntropy)), on: TestNetworks.images,
        engine: Engine(threads: 1))
      let weights = classifier.weights.values
      let moved = WeightAscent.plain(weights, gradient: objective.gradient(at: weights), rho: 0.05)
      return zip(objective.losses(at: moved), objective.losses(at: weights)).map { $0 - $1 }.reduce(0, +)
    }
    #expect(abs(rises[1] / rises[0] - 1) > 0.5)
  }

  @Test("scaling all logits does not change it")
  func logits() {
    var scaled = TestNetworks.rectified
    for name in ["fc.weight", "fc.bias"] {
      let tensor = TestNetworks.tensor(name, of: scaled)
      for i in tensor.offset..<tensor.offset + tensor.count { scaled.weights.values[i] *= 5 }
    }
    let (a, b) = (Self.measure(TestNetworks.rectified), Self.measure(scaled))
    #expect(abs(a.worst - b.worst) < 1e-4 && abs(a.average - b.average) < 1e-4)
  }

  @Test("a search in little room climbs as far as the gradient says: ρ Σ |wᵢ gᵢ|")
  func linear() {
    let rho = 1e-4, classifier = TestNetworks.rectified
    let objective = WeightObjective(
      classifier.network, LogitLoss(loss: Loss(.crossEntropy), normalisesLogits: true), on: TestNetworks.images,
      engine: Engine(threads: 1, precision: .precise))
    let weights = classifier.weights.values, gradient = objective.gradient(at: weights)
    let expected = rho * zip(weights, gradient).map { abs(Double($0) * $1) }.reduce(0, +)
    #expect(abs(Self.measure(classifier, rho: rho).worst / expected - 1) < 0.03)
  }
}
