public import Models
import Tensors

/// One draw of damage to a model's weights.
///
/// Filters are damaged, as in slices: biases, batch-norm's scales and shifts and its running statistics stay as trained.
/// A draw's random numbers do not depend on the strength, so that a curve over strengths is not roughened by luck.
public struct WeightDamage: Sendable, Equatable {
  public let name: WeightDamageName
  public let seed: UInt64
  /// Tells apart the draws of one seed.
  public let draw: Int

  public init(_ name: WeightDamageName, seed: UInt64, draw: Int) {
    self.name = name
    self.seed = seed
    self.draw = draw
  }

  /// Noise is s · d with d filter-normalised: the point at distance s along a slice's direction. Its measure is the
  /// filter's own norm because that is the scale on which a filter's weights matter, whatever a following
  /// normalisation makes of it; one measure for a whole tensor would drown its small filters.
  ///
  /// Dropout zeroes each weight with probability s, and does not scale up those that are left.
  public func damaged(_ weights: Weights, strength: Double) -> Weights {
    var damaged = weights
    switch name {
    case .noise:
      for (i, noise) in weights.filterNoise(stream).enumerated() where noise != 0 {
        damaged.values[i] = Float(Double(weights.values[i]) + strength * Double(noise))
      }
    case .dropout:
      for (number, tensor) in weights.layout.tensors.enumerated() where tensor.filters > 0 {
        var stream = stream(number)
        for i in tensor.offset..<tensor.offset + tensor.count where stream.nextUniformDouble() < strength {
          damaged.values[i] = 0
        }
      }
    }
    return damaged
  }

  /// The random stream of a tensor. It is apart from the streams of corruptions, whose subindices are small.
  private func stream(_ tensor: Int) -> RandomStream {
    let damage = UInt32(WeightDamageName.allCases.firstIndex(of: name)! + 1)
    return RandomStream(
      seed: seed, purpose: .corruption, index: UInt64(draw), subindex: damage << 24 | UInt32(tensor))
  }
}
