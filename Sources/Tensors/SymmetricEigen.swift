import COpenBLAS

/// The eigenvalues and orthonormal eigenvectors of a real symmetric matrix, by LAPACK's `dsyev`.
public struct SymmetricEigen: Sendable {
  /// The eigenvalues in ascending order.
  public let values: [Double]
  /// The eigenvectors, row-major n x n. Column j is the eigenvector of `values[j]`.
  public let vectors: [Double]

  /// Makes OpenBLAS use one thread, since its own threads would compete with the workers. It is read before any call of
  /// OpenBLAS.
  private static let singleThreaded: Void = openblas_set_num_threads(1)

  /// Decomposes `matrix`, which is row-major n x n. Only its lower triangle is read. The result is `nil` where a number
  /// is not finite or LAPACK does not converge.
  public init?(_ matrix: [Double], size n: Int) {
    precondition(matrix.count == n * n)
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    _ = Self.singleThreaded
    var a = matrix
    var w = [Double](repeating: 0, count: n)
    var order = Int32(n), info: Int32 = 0, workCount = Int32(max(1, 34 * n))
    var work = [Double](repeating: 0, count: Int(workCount))
    var job = CChar(UInt8(ascii: "V")), triangle = CChar(UInt8(ascii: "U"))
    // Row-major lower is column-major upper.
    dsyev_(&job, &triangle, &order, &a, &order, &w, &work, &workCount, &info)
    guard info == 0 else { return nil }
    values = w
    // LAPACK's eigenvectors are columns of a column-major matrix: rows here. Transpose to columns.
    var transposed = [Double](repeating: 0, count: n * n)
    for i in 0..<n { for j in 0..<n { transposed[j * n + i] = a[i * n + j] } }
    vectors = transposed
  }
}
