import CKernels
import Datasets
import Losses
import Models
import Tensors

/// Products of vectors with the Hessian of a model's mean loss, taken over its trainable weights in evaluation mode.
///
/// `H v ≈ (g(θ + h v) − g(θ − h v)) / 2 h`, g the gradient while every ReLU and maximum stays on the linear piece where it
/// is at θ. The loss is smooth then, and its Hessian is the one of automatic differentiation, where a ReLU's second
/// derivative is 0. Without this, images that cross a kink on the way would count as curvature: a trace of preresnet-14 was
/// wrong by 40 %. The step h moves the logits by 0.02 in the root of the mean square, up to a fiftieth of the length of θ.
/// The error against automatic differentiation is below 1e-3 of ‖H v‖ then, as it was measured on preresnet-14.
final class HessianProduct {
  let weights: [Float]
  let layout: WeightLayout
  /// Contiguous parts of the images, as equal as can be: the spread of results over them gives a standard error.
  let blocks: [Range<Int>]
  private let images: ImageSet
  private let loss: LogitLoss
  private let session: WeightSession
  private let sum: FloatBuffer
  private var values: [Double]
  private let length: Double

  /// How far the logits are moved, as the root of the mean square.
  private static let logitChange = 0.02
  /// The largest step, as a part of the length of θ.
  private static let largestStep = 0.02

  /// The result is `nil` where the network takes the smaller or larger of two values.
  init?(_ classifier: Classifier, _ loss: LogitLoss, on images: ImageSet, engine: Engine) {
    guard
      let session = WeightSession(
        classifier.network, batchSize: min(WeightObjective.passSize, images.count), pieces: .recorded, engine: engine)
    else { return nil }
    self.session = session
    self.loss = loss
    self.images = images
    weights = classifier.weights.values
    layout = classifier.network.layout
    let count = min(10, images.count)
    blocks = (0..<count).map { images.count * $0 / count..<images.count * ($0 + 1) / count }
    sum = FloatBuffer(count: layout.count)
    values = [Double](repeating: 0, count: session.batchSize)
    length = weights.map(Double.init).norm
  }

  /// H v, and v · H v of each block of images. `v` is 0 at numbers that are not trained.
  func times(_ v: [Double]) -> (product: [Double], curvatures: [Double]) {
    let size = v.norm
    guard size > 0 else { return (v, blocks.map { _ in 0 }) }
    let h = step(along: v, of: size)
    let (ahead, behind) = (moved(v, h), moved(v, -h))
    var product = [Double](repeating: 0, count: v.count), curvatures: [Double] = []
    for block in blocks {
      sum.pointer.update(repeating: 0, count: v.count)
      for first in stride(from: block.lowerBound, to: block.upperBound, by: session.batchSize) {
        let count = min(session.batchSize, block.upperBound - first)
        record(first..<first + count)
        add(ahead, count, LA_PLUS)
        add(behind, count, LA_MINUS)
      }
      let scale = 1 / (2 * h * Double(block.count)), share = Double(block.count) / Double(images.count)
      var curvature = 0.0
      for i in v.indices {
        let number = Double(sum.pointer[i]) * scale
        product[i] += share * number
        curvature += v[i] * number
      }
      curvatures.append(curvature)
    }
    return (product, curvatures)
  }

  /// Adds or subtracts the sum of the gradients of the loaded images at `weights`.
  private func add(_ weights: [Float], _ count: Int, _ operation: la_binary) {
    session.use(weights)
    session.forward(count: count)
    loss.evaluate(
      logits: session.logits, labels: session.labels, count: count, classes: session.network.classes, scale: 1,
      values: &values, gradient: session.logitGradients)
    session.backward(count: count)
    la_apply(sum.pointer, sum.pointer, 1, session.gradient, 1, operation, Int64(layout.count))
  }

  /// Loads images and keeps the linear pieces on which they are at θ.
  private func record(_ range: Range<Int>) {
    session.load(images, range)
    session.use(weights)
    session.forward(count: range.count, recordsPieces: true)
  }

  private func moved(_ v: [Double], _ h: Double) -> [Float] { zip(weights, v).map { Float(Double($0) + h * $1) } }

  /// The step along `v`, by the change of the first images' logits.
  private func step(along v: [Double], of size: Double) -> Double {
    let count = session.batchSize, numbers = count * session.network.classes
    record(0..<count)
    let before = (0..<numbers).map { session.logits[$0] }
    let longest = Self.largestStep * max(length, 1e-3) / size
    var h = longest / 20
    for _ in 0..<4 {
      session.use(moved(v, h))
      session.forward(count: count)
      let squares = (0..<numbers).reduce(0.0) { sum, i in
        let change = Double(session.logits[i]) - Double(before[i])
        return sum + change * change
      }
      let change = (squares / Double(numbers)).squareRoot()
      if (0.5...2).contains(change / Self.logitChange) { break }
      h = min(h * min(max(Self.logitChange / max(change, 1e-9), 1e-3), 1e3), longest)
    }
    return h
  }
}

extension [Double] {
  /// The length of the vector.
  var norm: Double { dot(self).squareRoot() }

  func dot(_ other: [Double]) -> Double {
    withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        var sum = 0.0
        for i in 0..<a.count { sum += a[i] * b[i] }
        return sum
      }
    }
  }
}
