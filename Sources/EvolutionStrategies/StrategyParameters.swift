import Foundation

/// The constants of CMA-ES that follow from the dimension n and the population size λ.
///
/// They are those of Hansen (arXiv 1604.00772), table 1, with two later changes of pycma: c_σ adds 3 and not 5 in the
/// denominator and is at most ½, and c_1 shrinks for λ < 6.
struct StrategyParameters {
  /// The weights w_i, best candidate first. The positive ones sum to 1. The negative ones are those of active updates,
  /// by which the search learns from the worse half too.
  let weights: [Double]
  /// The number μ of candidates that make the new mean.
  let parents: Int
  /// The effective number of parents, μ_eff = 1 / Σ_{i≤μ} w_i².
  let effectiveParents: Double
  /// The decay c_σ and the damping d_σ of the step-size path.
  let cSigma: Double
  let dSigma: Double
  /// The decay c_c of the covariance path, and the rates c_1 and c_μ of the rank-one and rank-μ updates.
  let cPath: Double
  let cOne: Double
  let cMu: Double
  /// The expected norm E‖N(0, I)‖ ≈ √n (1 - 1/4n + 1/21n²).
  let expectedNorm: Double
  /// The number of generations between eigendecompositions, ⌊1 / (10 n (c_1 + c_μ))⌋ and at least 1. Their cost n³ is
  /// then no more than that of sampling (appendix B.2).
  let decompositionGap: Int

  static func defaultPopulationSize(dimension: Int) -> Int { 4 + Int(3 * log(Double(dimension))) }

  init(dimension: Int, populationSize: Int) {
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
    let negativeSum = min(1 + cOne / cMu, 1 + 2 * muEffMinus / (muEff + 2), (1 - cOne - cMu) / (n * cMu))
    let positiveTotal = positive.reduce(0, +), negativeTotal = -negative.reduce(0, +)
    weights = positive.map { $0 / positiveTotal } + negative.map { $0 * negativeSum / negativeTotal }

    expectedNorm = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    decompositionGap = max(1, Int(1 / (10 * n * (cOne + cMu))))
  }

  /// The effective count (Σw)² / Σw².
  private static func effectiveCount(_ weights: ArraySlice<Double>) -> Double {
    let sum = weights.reduce(0, +)
    return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
  }
}
