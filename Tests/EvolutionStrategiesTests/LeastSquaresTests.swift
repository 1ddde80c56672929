import Testing

@testable import EvolutionStrategies

@Suite("Least squares")
struct LeastSquaresTests {
  private func residual(_ columns: [[Double]], _ x: [Double], _ b: [Double]) -> [Double] {
    b.indices.map { i in b[i] - zip(columns, x).reduce(0) { $0 + $1.0[i] * $1.1 } }
  }

  private static let numbers = (0..<40).map { Double(($0 * 7919 + 13) % 101) / 50 - 1 }

  @Test("as many equations as unknowns are met exactly")
  func square() {
    let columns = [[2.0, 1, 0], [0, 3, -1], [1, 0, 4]], x = [1.0, -2, 0.5]
    let b = (0..<3).map { i in zip(columns, x).reduce(0) { $0 + $1.0[i] * $1.1 } }
    for (a, b) in zip(LeastSquares.solution(columns, b), x) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("a line through more points than two has the coefficients of the textbook")
  func line() {
    let t = [0.0, 1, 2, 5], f = [1.0, 2, 2, 6]
    let meanT = 2.0, meanF = 2.75
    let slope =
      zip(t, f).reduce(0) { $0 + ($1.0 - meanT) * ($1.1 - meanF) } / t.reduce(0) { $0 + ($1 - meanT) * ($1 - meanT) }
    let found = LeastSquares.solution([[1, 1, 1, 1], t], f)
    #expect(abs(found[1] - slope) < 1e-14 && abs(found[0] - (meanF - slope * meanT)) < 1e-14)
  }

  @Test("what is left is at right angles to every column, and no other x leaves less")
  func normalEquations() {
    let columns = (0..<3).map { Array(Self.numbers[$0 * 10..<$0 * 10 + 10]) }, b = Array(Self.numbers.suffix(10))
    let left = residual(columns, LeastSquares.solution(columns, b), b)
    for column in columns { #expect(abs(zip(column, left).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-13) }
  }

  @Test("of many solutions it is the shortest: it has no part along what changes nothing")
  func shortest() {
    // Two equations in three unknowns; (1, 1, -1) changes neither.
    let columns = [[1.0, 0], [0, 1], [1, 1]]
    let x = LeastSquares.solution(columns, [3, -1])
    #expect(abs(x[0] + x[2] - 3) < 1e-14 && abs(x[1] + x[2] + 1) < 1e-14)
    #expect(abs(x[0] + x[1] - x[2]) < 1e-14)
  }

  @Test("columns that repeat share what one of them would have")
  func repeated() {
    let column = [1.0, 2, 3, 4], b = [2.0, 4, 6, 8.5]
    let alone = LeastSquares.solution([column], b)[0]
    for share in LeastSquares.solution([column, column, column], b) { #expect(abs(share - alone / 3) < 1e-14) }
  }

  @Test("nothing but zeros has the solution 0")
  func zeros() { #expect(LeastSquares.solution([[0, 0], [0, 0]], [1, 2]) == [0, 0]) }
}

@Suite("Cholesky's factor")
struct CholeskyTests {
  @Test("solves for a symmetric positive definite matrix")
  func solves() throws {
    let matrix = [4.0, 1, -1, 1, 3, 0.5, -1, 0.5, 2], x = [1.0, -2, 3]
    let b = (0..<3).map { i in (0..<3).reduce(0) { $0 + matrix[i * 3 + $1] * x[$1] } }
    for (a, b) in zip(try #require(Cholesky(matrix, size: 3)).solution(b), x) { #expect(abs(a - b) < 1e-14) }
  }

  @Test(
    "is refused to a matrix that is not positive definite",
    arguments: [[1.0, 2, 2, 1], [0, 0, 0, 0], [.nan, 0, 0, 1]])
  func refused(matrix: [Double]) { #expect(Cholesky(matrix, size: 2) == nil) }
}
