import Models
import Tensors

/// Finds eigenvalues, trace and density of a Hessian by products with it.
struct HessianMeter {
  let product: HessianProduct
  let settings: SharpnessSettings

  /// How many of the largest eigenvalues are reported.
  private static let largest = 5
  /// How many eigenvectors are taken out of the probes of the trace.
  private static let deflated = 20

  init(_ product: HessianProduct, _ settings: SharpnessSettings) {
    self.product = product
    self.settings = settings
  }

  private var tensors: [WeightTensor] { product.layout.tensors.filter(\.role.isTrainable) }
  /// Layers whose largest eigenvalue is looked for.
  private var weighed: [WeightTensor] { settings.layerSteps > 0 ? tensors.filter { $0.filters > 0 } : [] }

  /// How many products there are at most.
  var products: Int {
    settings.lanczosSteps + 1 + Self.deflated + settings.traceProbes + weighed.count * settings.layerSteps
  }

  /// Calls `proceed` after each product, with what it was for.
  func report(_ proceed: (String) throws -> Void) throws -> HessianReport {
    var stream = RandomStream(seed: settings.seed, purpose: .sharpness)
    let start = random(tensors, &stream)
    guard
      let lanczos = try Lanczos(
        from: start, steps: settings.lanczosSteps,
        product: {
          let image = product.times($0).product
          try proceed("eigenvalues")
          return image
        })
    else { throw SharpnessFailure.gradientIsNotFinite }
    let last = lanczos.values.count - 1
    func eigenvalue(_ index: Int) -> HessianReport.Eigenvalue {
      .init(value: lanczos.values[index], residual: lanczos.residuals[index])
    }
    var eigenvalues = (0...min(Self.largest - 1, last)).map { eigenvalue(last - $0) }
    eigenvalues[0].standardError =
      SharpnessReport.Estimate(meanOf: product.times(lanczos.vector(last)).curvatures).standardError
    try proceed("eigenvalues")
    let known = try deflation(lanczos, proceed)
    let knownTraces = tensors.map { tensor in
      known.reduce(0) { sum, part in
        sum + part.value
          * (tensor.offset..<tensor.offset + tensor.count).reduce(0) { $0 + part.vector[$1] * part.vector[$1] }
      }
    }
    // A row for each probe: the trace of each tensor's block, and the whole by parts of the images.
    var blocks: [[Double]] = [], parts: [[Double]] = []
    for _ in 0..<settings.traceProbes {
      let probe = random(tensors, &stream)
      var rest = probe
      Self.remove(known, from: &rest)
      var (image, curvatures) = product.times(rest)
      Self.remove(known, from: &image)
      blocks.append(
        zip(tensors, knownTraces).map { tensor, known in
          (tensor.offset..<tensor.offset + tensor.count).reduce(known) { $0 + probe[$1] * image[$1] }
        })
      for part in curvatures.indices { curvatures[part] += known.reduce(0) { $0 + $1.curvatures[part] } }
      parts.append(curvatures)
      try proceed("trace")
    }
    let layers = try tensors.enumerated().map { index, tensor in
      HessianReport.Layer(
        name: tensor.name, parameters: tensor.count, trace: .init(meanOf: blocks.map { $0[index] }),
        largest: weighed.contains(tensor) ? try largest(of: tensor, &stream, proceed) : nil)
    }
    let overImages = parts[0].indices.map { part in parts.reduce(0) { $0 + $1[part] } / Double(parts.count) }
    return HessianReport(
      parameters: tensors.map(\.count).reduce(0, +), eigenvalues: eigenvalues, smallest: eigenvalue(0),
      trace: .init(meanOf: blocks.map { $0.reduce(0, +) }),
      traceErrorOverImages: SharpnessReport.Estimate(meanOf: overImages).standardError, layers: layers,
      density: SpectralDensity([lanczos]))
  }

  /// A part of the Hessian of which the trace is known: v · H v along a vector v of length 1.
  private struct Known {
    let vector: [Double]
    let value: Double
    /// The same by parts of the images.
    let curvatures: [Double]
  }

  /// The eigenvectors that Lanczos' method has found and whose eigenvalues are largest in size.
  ///
  /// Probes that are free of them vary far less, since the variance of Hutchinson's estimate is that of the squares of what
  /// is left (Meyer et al. 2021, Hutch++). The sum stays right on average for any vectors.
  private func deflation(_ lanczos: Lanczos, _ proceed: (String) throws -> Void) throws -> [Known] {
    let values = lanczos.values
    return try values.indices.sorted { abs(values[$0]) > abs(values[$1]) }.prefix(Self.deflated)
      .filter { lanczos.residuals[$0] < 0.01 * abs(values[$0]) }
      .map { index in
        let vector = lanczos.vector(index), curvatures = product.times(vector).curvatures
        try proceed("trace")
        let shares = product.blocks.map { Double($0.count) }, total = shares.reduce(0, +)
        return Known(
          vector: vector, value: zip(curvatures, shares).reduce(0) { $0 + $1.0 * $1.1 } / total, curvatures: curvatures)
      }
  }

  private static func remove(_ known: [Known], from vector: inout [Double]) {
    for part in known {
      let product = part.vector.dot(vector)
      for i in vector.indices { vector[i] -= product * part.vector[i] }
    }
  }

  /// The largest eigenvalue of the block of one tensor.
  private func largest(
    of tensor: WeightTensor, _ stream: inout RandomStream, _ proceed: (String) throws -> Void
  ) throws -> HessianReport.Eigenvalue {
    let places = tensor.offset..<tensor.offset + tensor.count
    let lanczos = try Lanczos(from: random([tensor], &stream), steps: min(settings.layerSteps, tensor.count)) {
      vector in
      let image = product.times(vector).product
      try proceed("layer \(tensor.name)")
      return image.indices.map { places.contains($0) ? image[$0] : 0 }
    }
    guard let lanczos else { throw SharpnessFailure.gradientIsNotFinite }
    return .init(value: lanczos.values.last!, residual: lanczos.residuals.last!)
  }

  /// A vector of 1 and −1, and 0 outside `tensors`.
  private func random(_ tensors: [WeightTensor], _ stream: inout RandomStream) -> [Double] {
    var vector = [Double](repeating: 0, count: product.layout.count)
    for tensor in tensors {
      for i in tensor.offset..<tensor.offset + tensor.count { vector[i] = stream.nextBits() & 1 == 0 ? 1 : -1 }
    }
    return vector
  }
}
