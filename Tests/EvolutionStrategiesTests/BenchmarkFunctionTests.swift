import EvolutionStrategies
import Testing

/// At (1, 2, 3), in the order of the cases: 10^(6i/(n-1)) is 1, 10³, 10⁶, and the powers are 2, 4, 6.
private let handWorked: [Double] = [14, 9_004_001, 13_000_001, 1_000_013, 201, 746, 14]

@Suite("Benchmark functions")
struct BenchmarkFunctionTests {
  @Test("the minimum is 0", arguments: BenchmarkFunction.allCases, [2, 8])
  func minimum(function: BenchmarkFunction, dimension: Int) {
    #expect(function([Double](repeating: function == .rosenbrock ? 1 : 0, count: dimension)) == 0)
  }

  @Test(
    "values at (1, 2, 3) are those worked out by hand",
    arguments: zip(BenchmarkFunction.allCases, handWorked))
  func values(function: BenchmarkFunction, expected: Double) {
    #expect(abs(function([1, 2, 3]) / expected - 1) < 1e-14)
  }

  @Test("one dimension is enough", arguments: BenchmarkFunction.allCases)
  func oneDimension(function: BenchmarkFunction) {
    #expect(function([2]).isFinite)
  }
}
