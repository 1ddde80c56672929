import Models
import TestSupport
import Testing

@testable import Training

@Suite("Weight perturbation")
struct WeightPerturbationTests {
  @Test("each weight tensor moves by γ times its length along its gradient, and nothing else moves")
  func move() throws {
    let network = try TinyImages.network(), layout = network.layout
    let weights = Weights(layout: layout, seed: 3).values
    let gradient = SampleNumbers.floats(layout.count, seed: 4)
    let perturbation = WeightPerturbation(layout, gamma: 0.01, warmUp: 0)
    let moved = Array(
      UnsafeBufferPointer(start: perturbation.moved(weights, along: gradient), count: layout.count))
    for tensor in layout.tensors {
      let place = tensor.offset..<tensor.offset + tensor.count
      let w = weights[place].map(Double.init), g = gradient[place].map(Double.init)
      let change = zip(moved[place], w).map { Double($0) - $1 }
      guard tensor.role == .weight, tensor.shape.count > 1 else {
        #expect(change.allSatisfy { $0 == 0 }, "\(tensor.name)")
        continue
      }
      func length(_ x: [Double]) -> Double { x.map { $0 * $0 }.reduce(0, +).squareRoot() }
      // The numbers are float32.
      #expect(abs(length(change) - 0.01 * length(w)) < 1e-5 * length(w), "\(tensor.name)")
      let cosine = zip(change, g).map { $0 * $1 }.reduce(0, +) / (length(change) * length(g))
      #expect(abs(cosine - 1) < 1e-5, "\(tensor.name)")
    }
  }

  @Test("a tensor without a gradient stays")
  func still() throws {
    let layout = try TinyImages.network().layout, weights = Weights(layout: layout, seed: 3).values
    let perturbation = WeightPerturbation(layout, gamma: 0.01, warmUp: 0)
    let moved = perturbation.moved(weights, along: [Float](repeating: 0, count: layout.count))
    #expect(Array(UnsafeBufferPointer(start: moved, count: layout.count)) == weights)
  }

  @Test("it begins after the warm-up")
  func warmUp() throws {
    let perturbation = WeightPerturbation(try TinyImages.network().layout, gamma: 0.01, warmUp: 2)
    #expect([1, 2, 3, 4].map { perturbation.acts(inEpoch: $0) } == [false, false, true, true])
  }
}
