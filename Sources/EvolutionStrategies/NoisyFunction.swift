import Tensors

/// A test function whose every value has normal noise added, and which counts its evaluations.
///
/// Value number i is the same wherever and whenever it is asked for: the noise is keyed by the seed and i alone.
public struct NoisyFunction: Sendable {
  public let function: BenchmarkFunction
  /// The standard deviation of the noise.
  public let noise: Double
  public let seed: UInt64
  /// The number of values so far.
  public private(set) var evaluations = 0

  public init(_ function: BenchmarkFunction, noise: Double, seed: UInt64) {
    self.function = function
    self.noise = noise
    self.seed = seed
  }

  /// The mean of `count` values at `x`, each with noise of its own.
  public mutating func mean(at x: [Double], of count: Int) -> Double {
    let exact = function(x)
    guard noise > 0 else {
      evaluations += count
      return exact
    }
    var sum = 0.0
    for _ in 0..<count {
      var stream = RandomStream(seed: seed, purpose: .test, index: UInt64(evaluations))
      sum += exact + noise * stream.nextNormal()
      evaluations += 1
    }
    return sum / Double(count)
  }
}

extension CMAES {
  /// One generation on `function`; with `handling`, a part of it is evaluated again and noise is treated.
  public mutating func step(_ function: inout NoisyFunction, _ handling: inout NoiseHandling?) {
    let before = function.evaluations, candidates = ask(), count = handling?.evaluations ?? 1
    var fitnesses = candidates.map { function.mean(at: $0, of: count) }
    var factor = 1.0
    if var noise = handling {
      var again: [Int: Double] = [:]
      for index in noise.reevaluated(fitnesses, seed: settings.seed, generation: generation) {
        again[index] = function.mean(at: candidates[index], of: count)
      }
      factor = noise.measure(fitnesses, again: again)
      fitnesses = NoiseHandling.averaged(fitnesses, with: again)
      handling = noise
    }
    tell(fitnesses, evaluations: function.evaluations - before)
    multiplySigma(by: factor)
  }
}
