import Tensors
import TestSupport
import Testing

@testable import Models
@testable import Robustness

@Suite("Damage to weights")
struct WeightDamageTests {
  /// Convolutions, batch normalisation and a linear layer, every number its own.
  static let weights: Weights = {
    var builder = GraphBuilder("small", input: ImageShape(height: 6, width: 6, channels: 1))
    let hidden = builder.batchNormalisedReLU("bn", builder.convolution("conv1", 0, 16))
    _ = builder.linear("fc", builder.globalAverage(builder.convolution("conv2", hidden, 32)), 3)
    var weights = Weights(layout: builder.network().layout)
    weights.values = SampleNumbers.floats(weights.layout.count, seed: 4)
    return weights
  }()

  static func damaged(_ name: WeightDamageName, _ strength: Double, seed: UInt64 = 1, draw: Int = 0) -> Weights {
    WeightDamage(name, seed: seed, draw: draw).damaged(weights, strength: strength)
  }

  @Test("of strength 0 leaves them bit for bit as they were", arguments: WeightDamageName.allCases)
  func identity(name: WeightDamageName) { #expect(Self.damaged(name, 0) == Self.weights) }

  @Test("leaves biases, batch-norm and its running statistics as trained", arguments: WeightDamageName.allCases)
  func vectors(name: WeightDamageName) {
    let damaged = Self.damaged(name, 0.5)
    for tensor in Self.weights.layout.tensors {
      let places = tensor.offset..<tensor.offset + tensor.count
      #expect((damaged.values[places] == Self.weights.values[places]) == (tensor.filters == 0), "\(tensor.name)")
    }
  }

  @Test("noise has the strength times the norm of each filter", arguments: [0.1, 0.5])
  func noise(strength: Double) {
    let damaged = Self.damaged(.noise, strength)
    for tensor in Self.weights.layout.tensors where tensor.filters > 0 {
      for filter in 0..<tensor.filters {
        var own = 0.0, moved = 0.0
        for i in stride(from: tensor.offset + filter, to: tensor.offset + tensor.count, by: tensor.filters) {
          let weight = Double(Self.weights.values[i]), distance = Double(damaged.values[i]) - weight
          own += weight * weight
          moved += distance * distance
        }
        // Float32 rounds each weight to 6e-8 of itself.
        #expect(abs((moved / own).squareRoot() / strength - 1) < 1e-5, "\(tensor.name)")
      }
    }
  }

  @Test("noise of twice the strength is the same noise twice; lost weights stay lost as more are")
  func strengths() {
    let weak = Self.damaged(.noise, 0.1).values, strong = Self.damaged(.noise, 0.2).values
    for (i, weight) in Self.weights.values.enumerated() {
      #expect(abs((strong[i] - weight) - 2 * (weak[i] - weight)) < 1e-6)
    }
    let few = Self.damaged(.dropout, 0.1).values, many = Self.damaged(.dropout, 0.3).values
    #expect(zip(few, many).allSatisfy { $0 != 0 || $1 == 0 } && few != many)
  }

  @Test("dropout zeroes its share of the weights and leaves the others as they were", arguments: [0.05, 0.3])
  func dropout(strength: Double) {
    let damaged = Self.damaged(.dropout, strength)
    #expect(zip(damaged.values, Self.weights.values).allSatisfy { $0 == 0 || $0 == $1 })
    let n = Double(Self.weights.layout.tensors.filter { $0.filters > 0 }.map(\.count).reduce(0, +))
    let lost = Double(zip(damaged.values, Self.weights.values).count { $0 != $1 })
    // Five standard errors of a binomial.
    #expect(abs(lost - n * strength) < 5 * (n * strength * (1 - strength)).squareRoot())
  }

  @Test("is the same again for seed and draw, and another for others", arguments: WeightDamageName.allCases)
  func keys(name: WeightDamageName) {
    #expect(Self.damaged(name, 0.3) == Self.damaged(name, 0.3))
    #expect(Self.damaged(name, 0.3, seed: 2) != Self.damaged(name, 0.3))
    #expect(Self.damaged(name, 0.3, draw: 1) != Self.damaged(name, 0.3))
  }
}
