/// Candidates from outside: Hansen (2011, INRIA RR-7748), Injecting External Solutions Into CMA-ES.
extension CMAES {
  /// Makes the lowest point of `model` the first candidate of the next generation.
  ///
  /// The step to it is at most √n standard deviations long, as that of a usual candidate. Where the model has no lowest
  /// point, the step goes that far down its slope. As in pycma, such a candidate that turns out bad is not learned from.
  public mutating func inject(_ model: QuadraticModel) {
    let longest = Double(dimension).squareRoot()
    let step: [Double], isBounded: Bool
    if let minimum = model.minimum {
      (step, isBounded) = (distribution.normals(of: minimum), true)
    } else {
      (step, isBounded) = (distribution.normals(down: model.gradient(at: mean)), false)
    }
    let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0, length.isFinite else { return }
    injected = isBounded && length <= longest ? step : step.map { $0 * longest / length }
  }

  /// One generation on `function`, of which `surrogate` has as many candidates evaluated as it needs.
  public mutating func step(_ function: inout NoisyFunction, _ surrogate: inout Surrogate) {
    let before = function.evaluations, candidates = ask()
    let generation = surrogate.evaluate(candidates) { $0.map { function.mean(at: candidates[$0], of: 1) } }
    tell(generation.values, evaluations: function.evaluations - before)
    if let model = generation.model { inject(model) }
  }
}
