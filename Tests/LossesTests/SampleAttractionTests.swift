import Foundation
import Testing

@testable import Losses

@Suite("Attraction of one image")
struct SampleAttractionTests {
  private func attraction(_ loss: Loss, _ logits: [Float], label: Int32) -> SampleAttraction {
    loss.attractions(logits: logits, labels: [label], count: 1, classes: logits.count)[0]
  }

  @Test(
    "it is what one step on the logits does to the target's softmax, to 1e-12", arguments: SampleLosses.every,
    [0.3, 1, 4])
  func bruteForce(loss: Loss, scale: Double) {
    for label in 0..<5 {
      let logits = SampleLosses.normals(5, seed: UInt64(label), scale: scale).map(Float.init)
      let before = logits.map(Double.init), gradient = loss.row(before, label: label).gradient
      let after = zip(before, gradient).map { $0 - $1 }
      func target(_ z: [Double]) -> Double {
        let peak = z.max()!
        return exp(z[label] - peak) / z.map { exp($0 - peak) }.reduce(0, +)
      }
      let found = attraction(loss, logits, label: Int32(label))
      #expect(abs(found.probability - target(before)) < 1e-12)
      #expect(abs(found.attraction - (target(after) - target(before))) < 1e-12)
    }
  }

  @Test("in the symmetric state it is the attraction of the formula, and both γ are its", arguments: SampleLosses.all)
  func symmetric(loss: Loss) {
    // Float logits: the state is what they say.
    let logits: [Float] = [1.5, 0, 0, 0], h = exp(1.5) / (exp(1.5) + 3)
    let found = attraction(loss, logits, label: 0), target = loss.gamma(h: h, y: 1, classes: 4)
    let other = loss.gamma(h: (1 - h) / 3, y: 0, classes: 4)
    #expect(abs(found.attraction - loss.attraction(epsilon: 1 - h, classes: 4)) < 1e-12)
    #expect(abs(found.targetGamma - target) < 1e-10 * (1 + abs(target)))
    #expect(abs(found.otherGamma - other) < 1e-10 * (1 + abs(other)))
  }

  @Test("an image that is nearly certain keeps its sign, where the change is below the rounding of the probability")
  func sign() {
    let found = attraction(Loss(.crossEntropy), [40, 0, 0], label: 0)
    #expect(found.probability == 1 && found.attraction > 0 && found.attraction < 1e-30)
    #expect(attraction(Loss(.crossEntropy, labelSmoothing: 0.1), [40, 0, 0], label: 0).attraction < 0)
  }

  @Test("saturated logits stay finite, and a NaN stays one", arguments: SampleLosses.every)
  func extremes(loss: Loss) {
    for label in [0, 1, 2] as [Int32] {
      let found = attraction(loss, [200, 0, -200], label: label).attraction
      #expect(found >= -1 && found <= 1)
    }
    #expect(attraction(loss, [1, .nan, 0], label: 0).attraction.isNaN)
  }

  @Test("a loss that is none of the probabilities has an attraction, and no γ")
  func logitNorm() {
    let found = attraction(Loss(LogitNorm(temperature: 0.5)), [1, 2, 3], label: 1)
    #expect(found.targetGamma.isNaN && found.otherGamma.isNaN && found.attraction.isFinite)
  }
}
