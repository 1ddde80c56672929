/// The factor L of a symmetric positive definite matrix A = L Lᵀ.
struct Cholesky {
  private let size: Int
  /// Row-major; what is above the diagonal is not read.
  private var factor: [Double]

  /// `matrix` is row-major. `nil` where it is not positive definite.
  init?(_ matrix: [Double], size n: Int) {
    size = n
    factor = matrix
    for i in 0..<n {
      for j in 0...i {
        var sum = matrix[i * n + j]
        for k in 0..<j { sum -= factor[i * n + k] * factor[j * n + k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i * n + i] = sum.squareRoot()
        } else {
          factor[i * n + j] = sum / factor[j * n + j]
        }
      }
    }
  }

  /// The x of A x = b.
  func solution(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<size {
      for k in 0..<i { x[i] -= factor[i * size + k] * x[k] }
      x[i] /= factor[i * size + i]
    }
    for i in (0..<size).reversed() {
      for k in i + 1..<max(i + 1, size) { x[i] -= factor[k * size + i] * x[k] }
      x[i] /= factor[i * size + i]
    }
    return x
  }
}
