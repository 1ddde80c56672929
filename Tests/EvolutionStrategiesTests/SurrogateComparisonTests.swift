import EvolutionStrategies
import Testing

/// Recorded with pycma 4.5.0, seeds 1 to 41. To remake one: `pip install cma`, then
/// ```
/// x, es = cma.fmin_lq_surr2(f, n * [x0], sigma, {'seed': seed, 'ftarget': 1e-9})
/// ```
/// with the formulas, x0 and sigma of `BenchmarkFunction`; the median of `es.surrogate.evaluations`. What a search without
/// a surrogate takes is the median of `es.countevals` of `cma.CMAEvolutionStrategy`.
private let medians: [SurrogateComparisonTests.Recorded] = [
  .init(function: .sphere, dimension: 2, evaluations: 9, without: 258),
  .init(function: .ellipsoid, dimension: 2, evaluations: 10, without: 486),
  .init(function: .tablet, dimension: 2, evaluations: 10, without: 468),
  .init(function: .rosenbrock, dimension: 2, evaluations: 128, without: 468),
  .init(function: .sphere, dimension: 8, evaluations: 28, without: 1210),
  .init(function: .ellipsoid, dimension: 8, evaluations: 30, without: 2960),
]

@Suite("Comparison of the surrogate with pycma's")
struct SurrogateComparisonTests {
  /// A median of pycma, with a surrogate and without.
  struct Recorded: Sendable {
    let function: BenchmarkFunction
    let dimension: Int
    let evaluations: Double
    let without: Double
  }

  /// Of single runs half lie within 15 % of their median, so that that of nine is known to about 10 %.
  ///
  /// Where a model first is a saddle, ours goes down its slope and pycma's to its middle: rosenbrock takes ours 87.
  @Test(
    "the median search to 1e-9 takes no more evaluations, within 15 %, and far fewer than one without",
    arguments: medians)
  func evaluations(recorded: Recorded) {
    let function = recorded.function
    let counts = (1...9).map { seed in
      var strategy = search(
        function, dimension: recorded.dimension, settings: .init(seed: UInt64(seed), target: 1e-9))
      var problem = NoisyFunction(function, noise: 0, seed: 1)
      var surrogate = Surrogate(dimension: recorded.dimension, populationSize: strategy.populationSize)
      while strategy.stopReason == nil { strategy.step(&problem, &surrogate) }
      return strategy.stopReason?.name == "target" ? Double(problem.evaluations) : .infinity
    }
    let median = counts.sorted()[4]
    #expect(median <= 1.15 * recorded.evaluations, "\(median) evaluations, pycma \(recorded.evaluations)")
    #expect(median < 0.3 * recorded.without)
  }
}
