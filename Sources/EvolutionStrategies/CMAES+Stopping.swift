import Foundation

/// The stop rules: Hansen (arXiv 1604.00772), appendix B.3, with pycma's thresholds.
extension CMAES {
  /// The number of generations that `tolfun` and `tolfunhist` look back: 10 + ⌈30 n / λ⌉.
  ///
  /// Both rules wait for that many generations, so that a flat beginning does not end a search. pycma waits for 1 and
  /// 10.
  var historyWindow: Int { 10 + (30 * dimension + populationSize - 1) / populationSize }

  /// The reason of the first rule that holds; `nil` where none does. `fitnesses` are those of this generation in
  /// ascending order.
  func currentStopReason(_ fitnesses: [Double]) -> StopReason? {
    goalReason() ?? fitnessReason(fitnesses) ?? spreadReason() ?? numericalReason()
  }

  private func goalReason() -> StopReason? {
    if let target = settings.target, let best, best.f <= target { return .target(fitness: best.f) }
    if let maximum = settings.maximumEvaluations, evaluations >= maximum {
      return .evaluationBudget(evaluations: evaluations)
    }
    return nil
  }

  private func fitnessReason(_ fitnesses: [Double]) -> StopReason? {
    let tolerances = settings.tolerances
    if history.recent.count >= historyWindow {
      // NaN, thus not below any tolerance, where no fitness is finite.
      let newest = fitnesses[populationSize - 1] - fitnesses[0]
      if let tolfun = tolerances.tolfun, newest < tolfun, history.range < tolfun {
        return .tolfun(range: max(newest, history.range))
      }
      if let tolfunhist = tolerances.tolfunhist, history.range < tolfunhist { return .tolfunhist(range: history.range) }
    }
    return stagnationReason()
  }

  private func stagnationReason() -> StopReason? {
    let n = Double(dimension), lambda = Double(populationSize)
    let generations = settings.tolerances.tolstagnation ?? Int(100 + 100 * pow(n, 1.5) / lambda)
    guard generations > 0, Double(generation) > n * (5 + 100 / lambda), history.best.count > 100 else { return nil }
    // A best that is young is progress, whatever the medians say.
    guard evaluations - (best?.evaluation ?? 0) > generations / 2 * populationSize else { return nil }
    // Half of the period against the other half; a tenth of a long history where that is more.
    let span = max(generations / (2 * FitnessHistory.spacing), history.best.count / 10)
    return history.stagnates(over: span) ? .stagnation(generations: 2 * span * FitnessHistory.spacing) : nil
  }

  private func spreadReason() -> StopReason? {
    let tolerances = settings.tolerances
    let deviations = (0..<dimension).map(distribution.standardDeviation)
    guard let largest = deviations.max(), let longest = distribution.axisLengths.last else { return nil }
    let path = distribution.covariancePath.map { sigma * $0 }.max() ?? 0
    if let tolx = tolerances.tolx, largest < tolx, path < tolx { return .tolx(deviation: largest) }
    let growth = sigma / initialSigma / longest
    if let tolupsigma = tolerances.tolupsigma, growth > tolupsigma { return .tolupsigma(growth: growth) }
    if let tolfacupx = tolerances.tolfacupx, largest > initialSigma * tolfacupx {
      return .tolfacupx(growth: largest / initialSigma)
    }
    return nil
  }

  private func numericalReason() -> StopReason? {
    let condition = distribution.conditionNumber
    if let limit = settings.tolerances.tolconditioncov, condition > limit { return .conditionNumber(condition) }
    guard settings.tolerances.noEffect else { return nil }
    for i in 0..<dimension where mean[i] == mean[i] + 0.2 * distribution.standardDeviation(coordinate: i) {
      return .noEffectCoordinate(coordinate: i)
    }
    // One axis a generation, in turn, as in pycma. Its direction is not asked: a step whose whole length is lost in
    // every coordinate is lost in any direction.
    let axis = generation % dimension, length = 0.1 * sigma * distribution.axisLengths[axis]
    return mean.allSatisfy { $0 == $0 + length } ? .noEffectAxis(axis: axis) : nil
  }
}
