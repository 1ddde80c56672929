import Foundation

/// How the eigenvalues of a Hessian are spread, by stochastic Lanczos quadrature (Ubaru et al. 2017; as PyHessian has it,
/// Yao et al. 2020).
public struct SpectralDensity: Sendable, Codable, Equatable {
  /// Lanczos' values, each of which stands for `weights` of all eigenvalues; the weights have the sum 1.
  public var nodes: [Double]
  public var weights: [Double]
  /// The width of the Gaussian that smooths the nodes, in units of the eigenvalues.
  public var width: Double
  /// Places from below the smallest node to above the largest, and the smoothed density there; its integral is 1.
  public var eigenvalues: [Double]
  public var density: [Double]

  /// Of the quadrature of one start vector or of several, whose weights are averaged.
  init(_ runs: [Lanczos]) {
    let pairs = runs.flatMap { run in zip(run.values, run.weights.map { $0 / Double(runs.count) }) }
      .sorted { $0.0 < $1.0 }
    nodes = pairs.map(\.0)
    weights = pairs.map(\.1)
    let span = max(nodes.last! - nodes.first!, 1e-12 * max(abs(nodes.last!), 1e-300))
    width = span / 200
    let width = width, pairsOfNodes = pairs, lower = nodes.first! - 5 * width, upper = nodes.last! + 5 * width
    eigenvalues = (0...840).map { lower + (upper - lower) * Double($0) / 840 }
    let factor = 1 / (width * (2 * Double.pi).squareRoot())
    density = eigenvalues.map { place in
      pairsOfNodes.reduce(0) { sum, pair in
        let distance = (place - pair.0) / width
        return sum + pair.1 * factor * exp(-distance * distance / 2)
      }
    }
  }
}
