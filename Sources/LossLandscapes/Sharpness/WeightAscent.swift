import Models

/// Sharpness by one step of steepest ascent: L(w + ε) − L(w) over all images.
enum WeightAscent {
  /// ε = ρ g / ‖g‖ (SAM, Foret et al. 2021).
  static func plain(_ weights: [Float], gradient: [Double], rho: Double) -> [Float] {
    let length = gradient.norm
    guard length > 0 else { return weights }
    return zip(weights, gradient).map { Float(Double($0) + rho * $1 / length) }
  }

  /// ε = ρ T² g / ‖T g‖ with T = |w| + η for the weights of layers and of batch normalisation, and 1 for biases (ASAM, Kwon
  /// et al. 2021, and its authors' code).
  static func adaptive(
    _ weights: [Float], gradient: [Double], rho: Double, eta: Double, layout: WeightLayout
  ) -> [Float] {
    var scale = [Double](repeating: 1, count: weights.count)
    for tensor in layout.tensors where tensor.role == .weight || tensor.role == .batchNormScale {
      for i in tensor.offset..<tensor.offset + tensor.count { scale[i] = abs(Double(weights[i])) + eta }
    }
    let length = zip(scale, gradient).map { $0 * $1 }.norm
    guard length > 0 else { return weights }
    return weights.indices.map { Float(Double(weights[$0]) + rho * scale[$0] * scale[$0] * gradient[$0] / length) }
  }
}
