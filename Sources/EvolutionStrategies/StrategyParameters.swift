import Foundation

/// The constants of CMA-ES that follow from the dimension n and the population size λ.
///
/// Hansen (arXiv 1604.00772), table 1. Two of them as pycma has them since: c_σ adds 3 and not 5 in the denominator and
/// is at most ½; c_1 shrinks for λ < 6.
struct StrategyParameters {
  /// w_i, best first. The positive ones sum to 1, the negative ones are 0 without active updates.
  let weights: [Double]
  /// μ: how many candidates make the new mean.
  let parents: Int
  /// μ_eff = 1 / Σ_{i≤μ} w_i²
  let effectiveParents: Double
  /// c_σ and d_σ: decay and damping of the step-size path.
  let cSigma: Double
  let dSigma: Double
  /// c_c, c_1, c_μ: decay of the covariance path, rates of the rank-one and rank-μ updates.
  let cPath: Double
  let cOne: Double
  let cMu: Double
  /// E‖N(0, I)‖ ≈ √n (1 - 1/4n + 1/21n²)
  let expectedNorm: Double
  /// Generations between eigendecompositions, ⌊1 / (10 n (c_1 + c_μ))⌋ and at least 1: the n³ cost then is no more than
  /// that of sampling (appendix B.2).
  let decompositionGap: Int

  static func defaultPopulationSize(dimension: Int) -> Int { 4 + Int(3 * log(Double(dimension))) }

  init(dimension: Int, populationSize: Int, active: Bool) {
    let n = Double(dimension), lambda = Double(populationSize)
    // Equation 49: w'_i = ln((λ + 1) / 2) - ln i
    let raw = (1...populationSize).map { log((lambda + 1) / 2) - log(Double($0)) }
    parents = populationSize / 2
    let positive = raw.prefix(parents), negative = raw.dropFirst(parents)
    let muEff = Self.effectiveCount(positive), muEffMinus = Self.effectiveCount(negative)
    effectiveParents = muEff

    cSigma = min(0.5, (muEff + 2) / (n + muEff + 3))
    dSigma = 1 + 2 * max(0, ((muEff - 1) / (n + 1)).squareRoot() - 1) + cSigma
    cPath = (4 + muEff / n) / (n + 4 + 2 * muEff / n)
    cOne = min(1, lambda / 6) * 2 / ((n + 1.3) * (n + 1.3) + muEff)
    cMu = min(1 - cOne, 2 * (0.25 + muEff + 1 / muEff - 2) / ((n + 2) * (n + 2) + muEff))

    // Equations 50 to 52: the negative weights' sum leaves C without decay, respects μ_eff⁻, and keeps C positive.
    let negativeSum =
      active
      ? min(1 + cOne / cMu, 1 + 2 * muEffMinus / (muEff + 2), (1 - cOne - cMu) / (n * cMu)) : 0
    let positiveTotal = positive.reduce(0, +), negativeTotal = -negative.reduce(0, +)
    weights = positive.map { $0 / positiveTotal } + negative.map { $0 * negativeSum / negativeTotal }

    expectedNorm = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    decompositionGap = max(1, Int(1 / (10 * n * (cOne + cMu))))
  }

  /// (Σw)² / Σw²
  private static func effectiveCount(_ weights: ArraySlice<Double>) -> Double {
    let sum = weights.reduce(0, +)
    return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
  }
}
