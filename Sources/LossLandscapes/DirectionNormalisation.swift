import Models
import Tensors

/// How long a random direction is.
public enum DirectionNormalisation: String, Sendable, Codable, CaseIterable {
  /// Each filter is as long as the model's own (Li et al. 2018). Scaling a layer by c and the next by 1/c changes nothing.
  case filter
  /// Each tensor of weights is as long as the model's own. Scaling a whole layer changes nothing; scaling one filter does.
  case layer
  /// N(0, 1) for every weight, as it was drawn: α is in units of the weights, and any scaling changes the picture.
  case none
}

extension DirectionNormalisation {
  /// A random direction from `weights`, normalised in this way. Biases, batch-norm and running statistics have d = 0.
  ///
  /// `stream` gives each tensor's random numbers, by its place in the layout. They are the same for all cases.
  func noise(_ weights: Weights, _ stream: (_ tensor: Int) -> RandomStream) -> [Float] {
    switch self {
    case .filter: return weights.filterNoise(stream)
    case .layer, .none: break
    }
    var noise = [Float](repeating: 0, count: weights.layout.count)
    for (number, tensor) in weights.layout.tensors.enumerated() where tensor.filters > 0 {
      var stream = stream(number)
      let places = tensor.offset..<tensor.offset + tensor.count
      for i in places { noise[i] = Float(stream.nextNormal()) }
      guard self == .layer else { continue }
      func norm(_ values: [Float]) -> Double {
        places.reduce(0) { $0 + Double(values[$1]) * Double(values[$1]) }.squareRoot()
      }
      let factor = norm(weights.values) / (norm(noise) + 1e-10)
      for i in places { noise[i] = Float(Double(noise[i]) * factor) }
    }
    return noise
  }
}
