/// Least squares by Householder's reflections with column pivoting: Golub and Van Loan, Matrix Computations, section 5.5.
///
/// It is plain arithmetic without any library, so that its bits are the same on every processor.
enum LeastSquares {
  /// The x for which ‖A x − b‖ is smallest. Of several such x it is the shortest one.
  ///
  /// `columns` are those of A, each as long as `b`.
  static func solution(_ columns: [[Double]], _ b: [Double]) -> [Double] {
    let factors = PivotedQR(columns)
    let projected = factors.transposedQ(b)
    guard factors.rank < columns.count else { return factors.unpivoted(factors.backSubstituted(projected)) }
    // R x = c has fewer rows than columns: the shortest x lies in the span of R's rows, whose factors give it.
    let rows = (0..<factors.rank).map { row in columns.indices.map { factors.r(row, $0) } }
    let across = PivotedQR(rows)
    let weights = across.forwardSubstituted(across.pivots.map { projected[$0] })
    return factors.unpivoted(across.q(weights + [Double](repeating: 0, count: columns.count - weights.count)))
  }
}

/// The factors of A P = Q R, of which R's diagonal falls in size.
private struct PivotedQR {
  /// Column k has R's entries above the diagonal, and from it on the vector of reflection k.
  private var columns: [[Double]]
  private var diagonal: [Double] = []
  /// For each column of A P its number in A.
  private(set) var pivots: [Int]
  let rowCount: Int

  /// A column that is left with less than this share of the longest one is a sum of those before it.
  private static let negligible = 1e-12

  /// The number of columns that are no sums of others.
  var rank: Int { diagonal.count }

  init(_ matrix: [[Double]]) {
    columns = matrix
    pivots = Array(matrix.indices)
    rowCount = matrix.first?.count ?? 0
    var longest = 0.0
    for k in 0..<min(rowCount, columns.count) {
      let lengths = (k..<columns.count).map { Self.dot(columns[$0], columns[$0], from: k) }
      let largest = lengths.max()!, pivot = k + lengths.firstIndex(of: largest)!
      if k == 0 { longest = largest }
      guard largest > longest * Self.negligible * Self.negligible else { break }
      columns.swapAt(k, pivot)
      pivots.swapAt(k, pivot)
      reflect(k, length: largest.squareRoot())
    }
  }

  private mutating func reflect(_ k: Int, length: Double) {
    // The sign that makes the difference large: nothing cancels.
    let end = columns[k][k] > 0 ? -length : length
    columns[k][k] -= end
    diagonal.append(end)
    let mirror = columns[k], scale = 2 / Self.dot(mirror, mirror, from: k)
    for j in k + 1..<max(k + 1, columns.count) { Self.reflect(&columns[j], in: mirror, from: k, scale: scale) }
  }

  private static func dot(_ a: [Double], _ b: [Double], from first: Int) -> Double {
    var sum = 0.0
    for i in first..<a.count { sum += a[i] * b[i] }
    return sum
  }

  private static func reflect(_ vector: inout [Double], in mirror: [Double], from first: Int, scale: Double) {
    let part = scale * dot(mirror, vector, from: first)
    for i in first..<vector.count { vector[i] -= part * mirror[i] }
  }

  func r(_ row: Int, _ column: Int) -> Double {
    column < row ? 0 : column == row ? diagonal[row] : columns[column][row]
  }

  func transposedQ(_ vector: [Double]) -> [Double] { reflected(vector, Array(0..<rank)) }
  func q(_ vector: [Double]) -> [Double] { reflected(vector, (0..<rank).reversed()) }

  private func reflected(_ vector: [Double], _ order: [Int]) -> [Double] {
    var result = vector
    for k in order {
      Self.reflect(&result, in: columns[k], from: k, scale: 2 / Self.dot(columns[k], columns[k], from: k))
    }
    return result
  }

  /// The y of R y = c, of the first `rank` columns.
  func backSubstituted(_ c: [Double]) -> [Double] {
    var y = Array(c.prefix(rank))
    for i in (0..<rank).reversed() {
      for j in i + 1..<max(i + 1, rank) { y[i] -= r(i, j) * y[j] }
      y[i] /= diagonal[i]
    }
    return y
  }

  /// The y of Rᵀ y = c.
  func forwardSubstituted(_ c: [Double]) -> [Double] {
    var y = Array(c.prefix(rank))
    for i in 0..<rank {
      for j in 0..<i { y[i] -= r(j, i) * y[j] }
      y[i] /= diagonal[i]
    }
    return y
  }

  /// P y: the numbers in the order of A's columns.
  func unpivoted(_ y: [Double]) -> [Double] {
    var x = y
    for (place, column) in pivots.enumerated() { x[column] = y[place] }
    return x
  }
}
