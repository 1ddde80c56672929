import EvolutionStrategies

/// Tells `strategy` the fitnesses of `function` until a rule stops it, or for `generations` whatever the rules say.
func run(_ strategy: inout CMAES, generations: Int? = nil, on function: ([Double]) -> Double) {
  var done = 0
  while generations.map({ done < $0 }) ?? (strategy.stopReason == nil) {
    strategy.tell(strategy.ask().map(function))
    done += 1
  }
}

/// A search on `function` from its usual start.
func search(_ function: BenchmarkFunction, dimension: Int, settings: CMAES.Settings) -> CMAES {
  CMAES(
    start: [Double](repeating: function.start.x, count: dimension), sigma: function.start.sigma,
    settings: settings)
}
