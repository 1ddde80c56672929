import Tensors

/// Lanczos' method for the eigenvalues of a symmetric matrix of which only products are known (Lanczos 1950), with every
/// vector made orthogonal to all before it.
struct Lanczos: Sendable {
  /// The eigenvalues of the tridiagonal matrix in ascending order. The outer ones are near eigenvalues of the matrix.
  let values: [Double]
  /// For each value the square of the first number of its eigenvector: how much of the start lies there. Their sum is 1.
  let weights: [Double]
  /// For each value the length of A x − λ x: an eigenvalue of A lies at most so far from it.
  let residuals: [Double]
  private let basis: [[Float]]
  /// Row-major; column j belongs to value j.
  private let vectors: [Double]

  /// At most `steps` steps from `start`. It ends early where the vectors found span all that the start has.
  ///
  /// `product` throws where the work is to stop. The result is `nil` where a product is not finite, or nothing is found.
  init?(from start: [Double], steps: Int, product: ([Double]) throws -> [Double]) rethrows {
    var basis: [[Float]] = [], diagonal: [Double] = [], beside: [Double] = []
    let length = start.norm
    guard length > 0, length.isFinite else { return nil }
    var next = start.map { $0 / length }, scale = 0.0
    while diagonal.count < min(steps, start.count) {
      basis.append(next.map(Float.init))
      var image = try product(next)
      let alpha = image.dot(next)
      guard alpha.isFinite else { return nil }
      diagonal.append(alpha)
      // Twice, since what is left of a long vector is mostly what rounding left of the others.
      for _ in 0..<2 { for vector in basis { Self.remove(vector, from: &image) } }
      let beta = image.norm
      scale = max(scale, abs(alpha), beta)
      beside.append(beta)
      guard beta > 1e-6 * scale else { break }
      next = image.map { $0 / beta }
    }
    let n = diagonal.count
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      matrix[i * n + i] = diagonal[i]
      if i + 1 < n {
        matrix[i * n + i + 1] = beside[i]
        matrix[(i + 1) * n + i] = beside[i]
      }
    }
    guard let eigen = SymmetricEigen(matrix, size: n) else { return nil }
    self.basis = basis
    vectors = eigen.vectors
    values = eigen.values
    weights = (0..<n).map { eigen.vectors[$0] * eigen.vectors[$0] }
    residuals = (0..<n).map { abs(beside[n - 1] * eigen.vectors[(n - 1) * n + $0]) }
  }

  /// The vector of length 1 that belongs to value `index`.
  func vector(_ index: Int) -> [Double] {
    let n = values.count
    var vector = [Double](repeating: 0, count: basis[0].count)
    for (step, part) in basis.enumerated() {
      let factor = vectors[step * n + index]
      for i in vector.indices { vector[i] += factor * Double(part[i]) }
    }
    let length = vector.norm
    return vector.map { $0 / length }
  }

  private static func remove(_ vector: [Float], from other: inout [Double]) {
    vector.withUnsafeBufferPointer { vector in
      other.withUnsafeMutableBufferPointer { other in
        var product = 0.0
        for i in 0..<vector.count { product += Double(vector[i]) * other[i] }
        for i in 0..<vector.count { other[i] -= product * Double(vector[i]) }
      }
    }
  }
}
