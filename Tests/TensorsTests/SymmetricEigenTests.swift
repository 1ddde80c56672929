import Tensors
import Testing

@Suite("Symmetric eigenvalues")
struct SymmetricEigenTests {
  private func symmetric(_ n: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .test), matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        matrix[i * n + j] = stream.nextNormal()
        matrix[j * n + i] = matrix[i * n + j]
      }
    }
    return matrix
  }

  @Test("a 2 x 2 matrix in closed form")
  func closedForm() throws {
    // [[2, 1], [1, 2]]: 1 with (1, -1), 3 with (1, 1).
    let eigen = try #require(SymmetricEigen([2, 1, 1, 2], size: 2))
    #expect(abs(eigen.values[0] - 1) < 1e-15 && abs(eigen.values[1] - 3) < 1e-15)
    let v = eigen.vectors
    // Column 0 is v[0], v[2].
    #expect(abs(v[0] + v[2]) < 1e-15 && abs(v[1] - v[3]) < 1e-15)
  }

  @Test("V diag(values) Vᵀ is the matrix, V is orthonormal, the values ascend", arguments: [1, 2, 8, 23])
  func reconstruction(n: Int) throws {
    let matrix = symmetric(n, seed: UInt64(n))
    let eigen = try #require(SymmetricEigen(matrix, size: n))
    #expect(eigen.values == eigen.values.sorted())
    let v = eigen.vectors
    for i in 0..<n {
      for j in 0..<n {
        let entry = (0..<n).reduce(0.0) { $0 + v[i * n + $1] * eigen.values[$1] * v[j * n + $1] }
        let product = (0..<n).reduce(0.0) { $0 + v[$1 * n + i] * v[$1 * n + j] }
        // Backward stable: a few n units of rounding times the norm, which is below 12 here.
        #expect(abs(entry - matrix[i * n + j]) < 1e-12)
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test("only the lower triangle is read")
  func lowerTriangle() throws {
    let whole = try #require(SymmetricEigen([2, 1, 1, 2], size: 2))
    let lower = try #require(SymmetricEigen([2, 99, 1, 2], size: 2))
    #expect(lower.values == whole.values && lower.vectors == whole.vectors)
  }

  @Test("a number that is not finite has no answer", arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(value: Double) {
    #expect(SymmetricEigen([1, 0, 0, value], size: 2) == nil)
    #expect(SymmetricEigen([1, value, 0, 1], size: 2) == nil)
  }
}
