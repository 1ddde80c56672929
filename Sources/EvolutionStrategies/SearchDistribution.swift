import Foundation
import Tensors

/// The distribution N(m, σ² C) with its evolution paths.
struct SearchDistribution: Codable, Sendable, Equatable {
  /// The mean m.
  private(set) var mean: [Double]
  /// The step size σ.
  private(set) var sigma: Double
  /// The matrix C, row-major n x n and symmetric.
  private(set) var covariance: [Double]
  /// C^½ after the last decomposition, row-major n x n and symmetric.
  ///
  /// With C = B D² Bᵀ it is B D Bᵀ. Unlike B it does not depend on the signs of the eigenvectors, nor on their rotation
  /// where eigenvalues are equal, both of which LAPACK chooses differently on different processors.
  private var root: [Double]
  /// The lengths of the axes of C after the last decomposition, which are the diagonal of D, in ascending order.
  private(set) var axisLengths: [Double]
  private var decompositionGeneration = 0
  /// The evolution paths p_σ and p_c.
  private var sigmaPath: [Double]
  private(set) var covariancePath: [Double]

  init(mean: [Double], sigma: Double) {
    let n = mean.count
    self.mean = mean
    self.sigma = sigma
    covariance = (0..<n * n).map { $0 % (n + 1) == 0 ? 1 : 0 }
    root = covariance
    axisLengths = [Double](repeating: 1, count: n)
    sigmaPath = [Double](repeating: 0, count: n)
    covariancePath = sigmaPath
  }

  private var dimension: Int { mean.count }

  /// The candidate x = m + σ C^½ z.
  func point(_ z: [Double]) -> [Double] {
    zip(mean, step(z)).map { $0 + sigma * $1 }
  }

  /// The normal numbers z of a point x: those of C^½ z = (x − m) / σ.
  func normals(of point: [Double]) -> [Double] {
    guard let factor = Cholesky(root, size: dimension) else { return [Double](repeating: .nan, count: dimension) }
    return factor.solution(zip(point, mean).map { ($0 - $1) / sigma })
  }

  /// The direction of z in which a function with this `gradient` falls most steeply: −C^½ ∇f.
  func normals(down gradient: [Double]) -> [Double] { step(gradient).map { -$0 } }

  /// The largest eigenvalue of C divided by the smallest.
  var conditionNumber: Double {
    let ratio = axisLengths[dimension - 1] / axisLengths[0]
    return ratio * ratio
  }

  /// The standard deviation σ √C_ii of a coordinate.
  func standardDeviation(coordinate i: Int) -> Double { sigma * covariance[i * dimension + i].squareRoot() }

  /// Moves to where better candidates are likely, given the normal numbers z of all candidates, best first.
  ///
  /// Hansen (arXiv 1604.00772), equations 38 to 47. With y = C^½ z and ⟨·⟩_w the weighted mean of the μ best:
  /// ```
  /// m   ← m + σ ⟨y⟩_w
  /// p_σ ← (1 - c_σ) p_σ + √(c_σ (2 - c_σ) μ_eff) ⟨z⟩_w
  /// p_c ← (1 - c_c) p_c + h_σ √(c_c (2 - c_c) μ_eff) ⟨y⟩_w
  /// C   ← (1 - c_1' - c_μ Σw) C + c_1 p_c p_cᵀ + c_μ Σ w_i° y_i y_iᵀ
  /// σ   ← σ exp((c_σ / d_σ) (‖p_σ‖ / E‖N(0, I)‖ - 1))
  /// ```
  /// `generation` counts from 1. `outside` is the rank of a candidate that comes from outside: C does not shrink along
  /// its step, however bad it is.
  mutating func update(
    ranked normals: [[Double]], generation: Int, parameters p: StrategyParameters, outside: Int? = nil
  ) {
    let n = dimension
    let meanNormal = weightedMean(normals, p), meanStep = step(meanNormal)
    for i in 0..<n { mean[i] += sigma * meanStep[i] }

    let sigmaGain = (p.cSigma * (2 - p.cSigma) * p.effectiveParents).squareRoot()
    for i in 0..<n { sigmaPath[i] = (1 - p.cSigma) * sigmaPath[i] + sigmaGain * meanNormal[i] }
    let pathSquared = squaredNorm(sigmaPath)

    // h_σ: p_c stalls while p_σ is long, lest C grow along it when σ is far too small.
    let settled = 1 - pow(1 - p.cSigma, 2 * Double(generation))
    let stalled = pathSquared / settled / Double(n) >= 2 + 4 / Double(n + 1)
    let pathGain = stalled ? 0 : (p.cPath * (2 - p.cPath) * p.effectiveParents).squareRoot()
    for i in 0..<n { covariancePath[i] = (1 - p.cPath) * covariancePath[i] + pathGain * meanStep[i] }

    adaptCovariance(normals, stalled: stalled, p, outside)
    let change = p.cSigma / p.dSigma * (pathSquared.squareRoot() / p.expectedNorm - 1)
    // At most a factor of e a generation, as pycma.
    multiplySigma(by: exp(min(max(change, -1), 1)))

    if generation >= decompositionGeneration + p.decompositionGap { decompose(generation) }
  }

  /// The bounds keep a diverging search finite, thus encodable.
  mutating func multiplySigma(by factor: Double) { sigma = min(max(sigma * factor, 1e-150), 1e150) }

  private mutating func adaptCovariance(
    _ normals: [[Double]], stalled: Bool, _ p: StrategyParameters, _ outside: Int?
  ) {
    let n = dimension
    var weights = p.weights
    if let outside { weights[outside] = max(0, weights[outside]) }
    // What a stalled path does not add, C does not lose.
    let rankOneDecay = stalled ? p.cOne * (1 - p.cPath * (2 - p.cPath)) : p.cOne
    let decay = 1 - rankOneDecay - p.cMu * weights.reduce(0, +)
    var next = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        next[i * n + j] = decay * covariance[i * n + j] + p.cOne * covariancePath[i] * covariancePath[j]
      }
    }
    for (weight, z) in zip(weights, normals) where weight != 0 {
      // Equation 46: a bad step counts with length √n, whatever its own, so that C stays positive. ‖C^-½ y‖ = ‖z‖.
      let scale = p.cMu * (weight > 0 ? weight : weight * Double(n) / (squaredNorm(z) + 1e-9))
      let y = step(z)
      for i in 0..<n {
        for j in 0...i { next[i * n + j] += scale * y[i] * y[j] }
      }
    }
    for i in 0..<n {
      for j in 0..<i { next[j * n + i] = next[i * n + j] }
    }
    if next.allSatisfy(\.isFinite) { covariance = next }
  }

  private mutating func decompose(_ generation: Int) {
    let n = dimension
    // Without convergence the old root goes on; the next generation tries again.
    guard let eigen = SymmetricEigen(covariance, size: n), let largest = eigen.values.last, largest > 0 else { return }
    // Rounding may leave an eigenvalue at or below 0: its floor is beyond any useful condition number.
    axisLengths = eigen.values.map { max($0, largest * 1e-20).squareRoot() }
    for i in 0..<n {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<n { sum += eigen.vectors[i * n + k] * axisLengths[k] * eigen.vectors[j * n + k] }
        root[i * n + j] = sum
        root[j * n + i] = sum
      }
    }
    decompositionGeneration = generation
  }

  /// The step y = C^½ z.
  private func step(_ z: [Double]) -> [Double] {
    let n = dimension
    return (0..<n).map { i in
      var sum = 0.0
      for j in 0..<n { sum += root[i * n + j] * z[j] }
      return sum
    }
  }

  private func weightedMean(_ normals: [[Double]], _ p: StrategyParameters) -> [Double] {
    (0..<dimension).map { j in
      var sum = 0.0
      for i in 0..<p.parents { sum += p.weights[i] * normals[i][j] }
      return sum
    }
  }

  private func squaredNorm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 } }
}
