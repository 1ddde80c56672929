import COpenBLAS

/// Single-precision matrix products by OpenBLAS, row-major, on the calling thread alone.
public enum Gemm {
  /// OpenBLAS's own threads would split reductions and compete with our workers: read before any call of it.
  static let singleThreaded: Void = openblas_set_num_threads(1)

  /// C (m, n) = op(A) op(B) [+ C], op(A) (m, k) and op(B) (k, n) the transpose where asked for.
  ///
  /// The bits of a row of C may depend on m: callers that promise independence from the batch call with a fixed m.
  @inline(__always)
  public static func multiply(
    into c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, m: Int, n: Int, k: Int,
    transposeA: Bool = false, transposeB: Bool = false, accumulate: Bool = false
  ) {
    _ = singleThreaded
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n),
      Int32(k), 1, a, Int32(transposeA ? m : k), b, Int32(transposeB ? k : n), accumulate ? 1 : 0, c, Int32(n))
  }
}
