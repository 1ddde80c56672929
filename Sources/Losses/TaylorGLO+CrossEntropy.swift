import Foundation

/// The TaylorGLO loss that pulls most like cross-entropy.
extension TaylorGLO {
  /// The least-squares fit of γ over the symmetric states, with both centres at 0.
  ///
  /// In a symmetric state of n classes the target has the probability h and every other class h' = (1 − h) / (n − 1).
  /// Cross-entropy's γ is 1/h there for the target and 0 for the others. What moves a logit is h γ, so the fit makes
  /// ```
  /// ∫ (h γ(h, 1) − 1)² + (n − 1) (h' γ(h', 0))² dh,  h from 1/n to 1
  /// ```
  /// as small as possible: of γ itself, the first states would count 1/h² times as much as the last ones, and the pull
  /// would end before h = 1. Labels are 0 or 1, so terms with p > 1 say nothing that p = 1 does not, and are 0. The
  /// integrals of powers of h are closed forms.
  public static func nearestToCrossEntropy(order: Int, classes: Int) -> TaylorGLO {
    precondition(order >= 1 && classes >= 2, "a fit needs a term and two classes")
    let n = Double(classes)
    // h γ(h, y) = Σ λ₍p,q₎ q yᵖ h^q over λ₍0,1₎ … λ₍0,k₎, then λ₍1,1₎ … λ₍1,k−1₎.
    let terms = (1...order).map { (p: 0, q: $0) } + (1..<order).map { (p: 1, q: $0) }
    /// ∫ h^power dh over the target's probabilities, and (n − 1) ∫ h'^power dh over the others'.
    func atTarget(_ power: Int) -> Double { (1 - pow(n, -Double(power + 1))) / Double(power + 1) }
    func atOthers(_ power: Int) -> Double { (n - 1) * (n - 1) * pow(n, -Double(power + 1)) / Double(power + 1) }
    let normal = terms.map { a in
      terms.map { b in
        let power = a.q + b.q, others = a.p == 0 && b.p == 0 ? atOthers(power) : 0
        return Double(a.q * b.q) * (atTarget(power) + others)
      }
    }
    let solution = solve(normal, terms.map { Double($0.q) * atTarget($0.q) })
    var loss = TaylorGLO(parameters: [Double](repeating: 0, count: parameterCount(order: order)))!
    for (term, value) in zip(terms, solution) { loss.parameters[index(p: term.p, q: term.q, order: order)] = value }
    return loss
  }

  /// Solves a symmetric positive definite system by elimination with the largest pivot.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = matrix, b = right
    let n = b.count
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) }!
      a.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in column + 1..<n {
        let factor = a[row][column] / a[column][column]
        for k in column..<n { a[row][k] -= factor * a[column][k] }
        b[row] -= factor * b[column]
      }
    }
    for row in (0..<n).reversed() {
      for k in row + 1..<n { b[row] -= a[row][k] * b[k] }
      b[row] /= a[row][row]
    }
    return b
  }
}
