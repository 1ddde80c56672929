import Models
import Tensors

/// Adversarial weight perturbation (Wu et al. 2020, arXiv 2004.05884, and its authors' code).
///
/// Before a step's gradient is taken, each tensor w of two or more dimensions moves to w + v with `v = γ ‖w‖ g / ‖g‖`, g the
/// gradient of the step's loss at w. Biases and batch normalisation stay. The step is then taken from w, by the gradient at
/// w + v; weight decay, too, is that of w. Running statistics are those of the pass at w + v.
final class WeightPerturbation {
  private let layout: WeightLayout
  private let gamma: Double
  /// The epoch, counted from 1, before which weights stay.
  private let firstEpoch: Int
  private let moved: FloatBuffer

  init(_ layout: WeightLayout, gamma: Double, warmUp: Int) {
    self.layout = layout
    self.gamma = gamma
    firstEpoch = warmUp + 1
    moved = FloatBuffer(count: layout.count)
  }

  func acts(inEpoch epoch: Int) -> Bool { epoch >= firstEpoch }

  /// A copy of `weights`, at which a gradient may be taken without a trace in the running statistics.
  func copy(of weights: UnsafePointer<Float>) -> UnsafeMutablePointer<Float> {
    moved.pointer.update(from: weights, count: layout.count)
    return moved.pointer
  }

  /// w + v, for the `gradient` that was found at `weights`.
  func moved(_ weights: UnsafePointer<Float>, along gradient: UnsafePointer<Float>) -> UnsafeMutablePointer<Float> {
    moved.pointer.update(from: weights, count: layout.count)
    for tensor in layout.tensors where tensor.shape.count > 1 {
      let w = weights + tensor.offset, g = gradient + tensor.offset, target = moved.pointer + tensor.offset
      let length = Self.length(g, tensor.count)
      guard length > 0 else { continue }
      let factor = gamma * Self.length(w, tensor.count) / length
      for i in 0..<tensor.count { target[i] = w[i] + Float(factor * Double(g[i])) }
    }
    return moved.pointer
  }

  /// Takes over into `weights` the running statistics that the pass at w + v has left.
  func keepStatistics(in weights: UnsafeMutablePointer<Float>) {
    for tensor in layout.tensors where !tensor.role.isTrainable {
      (weights + tensor.offset).update(from: moved.pointer + tensor.offset, count: tensor.count)
    }
  }

  private static func length(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += Double(numbers[i]) * Double(numbers[i]) }
    return sum.squareRoot()
  }
}
