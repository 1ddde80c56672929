import Tensors
import TestSupport

/// Slopes of Σ gradient · forward(inputs, weights) measured by central differences in Double.
///
/// Truncation is of the order of step² and rounding of 1e-15 / step: a step of 1e-5 leaves both under 1e-8 of the
/// numbers involved, and below the distance of almost every random number from a kink of ReLU or a tie of a maximum.
enum CentralDifferences {
  static let step = 1e-5
  static let tolerance = 1e-7

  /// At every number of every input and weight; `frozen` weights (running statistics) have slope 0 by definition.
  static func gradients(
    _ inputs: [PlainMaps], _ weights: [Double], _ gradient: [Double], frozen: Set<Int> = [],
    _ forward: ([PlainMaps], [Double]) -> PlainMaps
  ) -> PlainGradients {
    func value(_ inputs: [PlainMaps], _ weights: [Double]) -> Double {
      zip(forward(inputs, weights).values, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func slope(_ shifted: (Double) -> Double) -> Double { (shifted(step) - shifted(-step)) / (2 * step) }
    var slopes = PlainGradients(
      inputs: inputs.map { PlainMaps(zeros: $0.shape, batch: $0.batch) }, weights: weights.map { _ in 0 })
    for n in inputs.indices {
      for i in inputs[n].values.indices {
        slopes.inputs[n].values[i] = slope {
          var moved = inputs
          moved[n].values[i] += $0
          return value(moved, weights)
        }
      }
    }
    for i in weights.indices where !frozen.contains(i) {
      slopes.weights[i] = slope {
        var moved = weights
        moved[i] += $0
        return value(inputs, moved)
      }
    }
    return slopes
  }
}
