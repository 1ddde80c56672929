import Tensors

/// Restarts with a growing population, IPOP-CMA-ES: Auger and Hansen (2005, CEC).
extension CMAES {
  /// The search that follows this one: from `start` with the first σ, with twice the population and other random
  /// numbers.
  ///
  /// What is left of a budget of evaluations is its budget. A larger population finds its way where a smaller one was
  /// led by small hills or by noise.
  public func restarted(at start: [Double]) -> CMAES {
    var stream = RandomStream(
      seed: settings.seed, purpose: .evolution, index: UInt64(generation), subindex: .max - 1)
    var next = settings
    next.seed = UInt64(stream.nextBits()) << 32 | UInt64(stream.nextBits())
    next.populationSize = 2 * populationSize
    next.maximumEvaluations = settings.maximumEvaluations.map { max(1, $0 - evaluations) }
    return CMAES(start: start, sigma: initialSigma, settings: next)
  }
}
