import EvolutionStrategies
import Testing

/// A pycma median: evaluations, whole generations, until a fitness is at most 1e-9.
struct PycmaMedian: Sendable {
  let function: BenchmarkFunction
  let dimension: Int
  let evaluations: Double
}

/// Recorded with pycma 4.5.0 and its default options, seeds 1 to 101. To remake one: `pip install cma`, then
/// ```
/// es = cma.CMAEvolutionStrategy(n * [x0], sigma, {'seed': seed, 'ftarget': 1e-9})
/// while not es.stop():
///     X = es.ask(); es.tell(X, [f(x) for x in X])
/// ```
/// with the formulas, x0 and sigma of `BenchmarkFunction`; the median of `es.countevals`, a miss counting as infinite.
let pycmaMedians: [PycmaMedian] = [
  .init(function: .sphere, dimension: 2, evaluations: 258),
  .init(function: .ellipsoid, dimension: 2, evaluations: 486),
  .init(function: .cigar, dimension: 2, evaluations: 486),
  .init(function: .tablet, dimension: 2, evaluations: 468),
  .init(function: .rosenbrock, dimension: 2, evaluations: 468),
  .init(function: .differentPowers, dimension: 2, evaluations: 228),
  .init(function: .sphere, dimension: 8, evaluations: 1210),
  .init(function: .ellipsoid, dimension: 8, evaluations: 2960),
  .init(function: .cigar, dimension: 8, evaluations: 3160),
  .init(function: .tablet, dimension: 8, evaluations: 2310),
  .init(function: .rosenbrock, dimension: 8, evaluations: 3690),
  .init(function: .differentPowers, dimension: 8, evaluations: 1260),
]

@Suite("Comparison with pycma")
struct PycmaComparisonTests {
  /// Half of single runs lie within 10 % (n = 2) and 5 % (n = 8) of their median, so that of 15 and 5 runs is known to
  /// about 5 %: the 15 % that is claimed of many seeds needs no widening here.
  @Test(
    "the median search to 1e-9 takes as many evaluations as pycma's, within 15 %",
    arguments: pycmaMedians)
  func evaluationsAreThoseOfPycma(recorded: PycmaMedian) throws {
    let seeds = recorded.dimension == 2 ? 15 : 5
    let counts = (1...seeds).map { seed in
      let function = recorded.function
      var strategy = search(
        function, dimension: recorded.dimension, settings: .init(seed: UInt64(seed), target: 1e-9))
      run(&strategy) { function($0) }
      return strategy.stopReason?.name == "target" ? Double(strategy.evaluations) : .infinity
    }
    let median = counts.sorted()[seeds / 2]
    #expect(
      abs(median / recorded.evaluations - 1) <= 0.15,
      "\(median) evaluations, pycma \(recorded.evaluations)")
  }
}
