import Tensors

/// A layer whose output is rectified.
public struct PlainRectified: PlainLayer {
  public let inner: any PlainLayer

  public init(_ inner: any PlainLayer) { self.inner = inner }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    PlainReLU().forward([inner.forward(inputs, weights)], [])
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    let gated = PlainReLU().backward([inner.forward(inputs, weights)], [], gradient).inputs[0]
    return inner.backward(inputs, weights, gated)
  }
}

/// max(x, 0).
public struct PlainReLU: PlainLayer {
  public init() {}

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    var output = inputs[0]
    for i in output.values.indices { output.values[i] = max(output.values[i], 0) }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    var gradient = gradient
    for (i, x) in inputs[0].values.enumerated() where x <= 0 { gradient.values[i] = 0 }
    return PlainGradients(inputs: [gradient])
  }
}

/// x · mask: dropout in training once its mask is drawn. An empty mask is evaluation mode, the identity.
public struct PlainDropout: PlainLayer {
  let mask: [Double]

  public init(mask: [Double]) { self.mask = mask }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps { masked(inputs[0]) }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    PlainGradients(inputs: [masked(gradient)])
  }

  private func masked(_ maps: PlainMaps) -> PlainMaps {
    var maps = maps
    for (i, factor) in mask.enumerated() { maps.values[i] *= factor }
    return maps
  }
}

/// The sum of two maps.
public struct PlainAddition: PlainLayer {
  public init() {}

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    var output = inputs[0]
    for (i, x) in inputs[1].values.enumerated() { output.values[i] += x }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    PlainGradients(inputs: [gradient, gradient])
  }
}

/// (pixel − mean) / deviation per channel.
public struct PlainPixelNormalisation: PlainLayer {
  let mean: [Double]
  let standardDeviation: [Double]

  public init(mean: [Double], standardDeviation: [Double]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    var output = inputs[0]
    for i in output.values.indices {
      let c = i % mean.count
      output.values[i] = (output.values[i] - mean[c]) / standardDeviation[c]
    }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    var gradient = gradient
    for i in gradient.values.indices { gradient.values[i] /= standardDeviation[i % mean.count] }
    return PlainGradients(inputs: [gradient])
  }
}
