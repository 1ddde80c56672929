import Tensors

/// The covariance matrix adaptation evolution strategy, (μ/μ_w, λ)-CMA-ES with active updates.
///
/// Hansen, "The CMA Evolution Strategy: A Tutorial" (arXiv 1604.00772), figure 6, with pycma's default parameters. It
/// minimises: `ask()` for candidates, `tell(_:)` their fitnesses, until `stopReason` is set.
///
/// The whole search is this value. Candidates are a pure function of it: the normal numbers of candidate `k` in
/// generation `g` come from the stream keyed by (seed, g, k). A copy decoded from JSON goes on to the same bits,
/// whether it was encoded before or after `ask()`.
public struct CMAES: Codable, Sendable, Equatable {
  /// A point that was evaluated, with its fitness and the number of its evaluation.
  public struct Best: Codable, Sendable, Equatable {
    public let x: [Double]
    public let f: Double
    /// The number of the evaluation, counted from 1 over all generations.
    public let evaluation: Int
  }

  public let settings: Settings
  /// The number λ of candidates in a generation.
  public let populationSize: Int
  /// The number of generations told so far.
  public private(set) var generation = 0
  /// The number of evaluations so far: of fitnesses told, unless `tell` was given another number.
  public private(set) var evaluations = 0
  /// The point with the lowest finite fitness so far. Of points with equal fitness it is the first.
  public private(set) var best: Best?
  /// The reason why the search should end; `nil` while it should go on. `tell(_:)` sets it, and a caller may go on
  /// regardless.
  public private(set) var stopReason: StopReason?

  let initialSigma: Double
  private(set) var distribution: SearchDistribution
  private(set) var history = FitnessHistory()
  /// The normal numbers of the first candidate of this generation, where it comes from outside.
  var injected: [Double]?

  /// A search that starts with N(`start`, `sigma`² I).
  ///
  /// The optimum should be expected within about 3 `sigma` of `start` in each coordinate.
  public init(start: [Double], sigma: Double, settings: Settings) {
    precondition(!start.isEmpty && start.allSatisfy(\.isFinite), "the start must be a finite point")
    precondition(sigma > 0 && sigma.isFinite, "the step size must be positive")
    let size = settings.populationSize ?? StrategyParameters.defaultPopulationSize(dimension: start.count)
    precondition(size >= 2, "a population needs two candidates to be ranked")
    self.settings = settings
    populationSize = size
    initialSigma = sigma
    distribution = SearchDistribution(mean: start, sigma: sigma)
  }

  /// The dimension n.
  public var dimension: Int { mean.count }
  /// The mean m of the search distribution. Under noise it is usually a better estimate than `best`.
  public var mean: [Double] { distribution.mean }
  /// The overall step size σ.
  public var sigma: Double { distribution.sigma }

  /// The λ candidates of this generation. They are the same until `tell(_:)`.
  public func ask() -> [[Double]] {
    (0..<populationSize).map { distribution.point(normals(candidate: $0)) }
  }

  /// Learns from the `fitnesses` of `ask()`'s candidates, in the same order; lower is better.
  ///
  /// Equal fitnesses rank by index, and those that are not finite rank last. A generation in which all fitnesses are
  /// equal is counted, but leaves the distribution as it is, since it does not say where to go. `spent` is what the
  /// generation counts for where a fitness took more than one evaluation.
  public mutating func tell(_ fitnesses: [Double], evaluations spent: Int? = nil) {
    precondition(fitnesses.count == populationSize, "one fitness a candidate")
    let keys = fitnesses.map { $0.isFinite ? $0 : .infinity }
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    let normals = order.map { self.normals(candidate: $0) }
    if let first = order.first, keys[first] < best?.f ?? .infinity {
      best = Best(x: distribution.point(normals[0]), f: keys[first], evaluation: evaluations + first + 1)
    }
    let sorted = order.map { keys[$0] }
    history.record(sorted, generation: generation + 1, window: historyWindow)
    if sorted.first != sorted.last {
      distribution.update(
        ranked: normals, generation: generation + 1, parameters: parameters,
        outside: injected == nil ? nil : order.firstIndex(of: 0))
    }
    injected = nil
    generation += 1
    evaluations += spent ?? populationSize
    stopReason = currentStopReason(sorted)
  }

  /// Multiplies σ, as the handling of noise asks after a generation.
  public mutating func multiplySigma(by factor: Double) { distribution.multiplySigma(by: factor) }

  var parameters: StrategyParameters {
    StrategyParameters(dimension: dimension, populationSize: populationSize)
  }

  private func normals(candidate: Int) -> [Double] {
    if candidate == 0, let injected { return injected }
    var stream = RandomStream(
      seed: settings.seed, purpose: .evolution, index: UInt64(generation), subindex: UInt32(candidate))
    return (0..<dimension).map { _ in stream.nextNormal() }
  }
}
