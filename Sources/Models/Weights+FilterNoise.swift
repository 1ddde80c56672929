public import Tensors

extension Weights {
  /// A random direction from these weights, each filter as long as the model's own (Li et al. 2018).
  ///
  /// d ~ N(0, 1) per weight; each filter is scaled to the norm of the model's own, d ← d · ‖w‖ / (‖d‖ + 1e-10);
  /// tensors of one axis (biases, batch-norm) and running statistics have d = 0. In the engine's order, as `values`.
  /// `stream` gives each tensor's random numbers, by its place in the layout.
  public func filterNoise(_ stream: (_ tensor: Int) -> RandomStream) -> [Float] {
    var noise = [Float](repeating: 0, count: layout.count)
    for (number, tensor) in layout.tensors.enumerated() where tensor.filters > 0 {
      var stream = stream(number)
      for i in tensor.offset..<tensor.offset + tensor.count { noise[i] = Float(stream.nextNormal()) }
      for filter in 0..<tensor.filters {
        let places = stride(from: tensor.offset + filter, to: tensor.offset + tensor.count, by: tensor.filters)
        var own = 0.0, drawn = 0.0
        for i in places {
          own += Double(values[i]) * Double(values[i])
          drawn += Double(noise[i]) * Double(noise[i])
        }
        let factor = own.squareRoot() / (drawn.squareRoot() + 1e-10)
        for i in places { noise[i] = Float(Double(noise[i]) * factor) }
      }
    }
    return noise
  }
}
