import Foundation

/// Test functions by which evolution strategies are compared. Their minimum is 0.
///
/// They are those of Hansen and Ostermeier (2001), table 3, and Rastrigin's function in its usual form. The index i
/// runs from 0 to n - 1.
public enum BenchmarkFunction: String, CaseIterable, Codable, Sendable {
  /// Σ xᵢ²
  case sphere
  /// Σ 10^(6i/(n-1)) xᵢ²
  case ellipsoid
  /// x₀² + 10⁶ Σ_{i>0} xᵢ²
  case cigar
  /// 10⁶ x₀² + Σ_{i>0} xᵢ²
  case tablet
  /// Σ_{i<n-1} 100 (xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)², minimal at 1
  case rosenbrock
  /// Σ |xᵢ|^(2 + 4i/(n-1))
  case differentPowers = "different-powers"
  /// Σ xᵢ² + 10 (1 - cos 2πxᵢ): about 10ⁿ local minima
  case rastrigin

  /// The default start of a comparison: the value of every coordinate, and σ.
  public var start: (x: Double, sigma: Double) { self == .rosenbrock ? (0, 0.3) : (1, 0.5) }

  public func callAsFunction(_ x: [Double]) -> Double {
    switch self {
    case .sphere: sum(x) { $1 * $1 }
    case .ellipsoid: sum(x) { pow(10, 6 * $0) * $1 * $1 }
    case .cigar: sum(x) { ($0 == 0 ? 1 : 1e6) * $1 * $1 }
    case .tablet: sum(x) { ($0 == 0 ? 1e6 : 1) * $1 * $1 }
    case .rosenbrock:
      zip(x, x.dropFirst()).reduce(0) { total, pair in
        let valley = pair.1 - pair.0 * pair.0
        return total + 100 * valley * valley + (1 - pair.0) * (1 - pair.0)
      }
    case .differentPowers: sum(x) { pow(abs($1), 2 + 4 * $0) }
    case .rastrigin: sum(x) { $1 * $1 + 10 * (1 - cos(2 * .pi * $1)) }
    }
  }

  /// The sum Σ term(i/(n-1), xᵢ). Where there is one coordinate, i/(n-1) is 0.
  private func sum(_ x: [Double], _ term: (Double, Double) -> Double) -> Double {
    let last = Double(max(1, x.count - 1))
    return x.enumerated().reduce(0) { $0 + term(Double($1.offset) / last, $1.element) }
  }
}
