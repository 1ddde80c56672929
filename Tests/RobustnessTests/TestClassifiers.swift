import Datasets
import Synchronization
import Tensors
import TestSupport

@testable import Models
@testable public import Robustness

enum TestClassifiers {
  /// Logits W x + b over the pixels as they are; `rows` has one row of weights for each class.
  static func linear(_ rows: [[Float]], bias: [Float]? = nil, scale: Float = 1) -> Classifier {
    var builder = GraphBuilder("linear", input: ImageShape(height: 1, width: rows[0].count, channels: 1))
    _ = builder.linear("classifier", 0, rows.count)
    let network = builder.network()
    var weights = Weights(layout: network.layout)
    for (k, row) in rows.enumerated() {
      for (i, w) in row.enumerated() { weights.values[i * rows.count + k] = scale * w }
      weights.values[row.count * rows.count + k] = scale * (bias?[k] ?? 0)
    }
    return Classifier(network: network, weights: weights)
  }

  /// Three classes, one convolution: a network whose gradients depend on the image.
  static let small: Classifier = {
    var builder = GraphBuilder("small", input: ImageShape(height: 6, width: 6, channels: 1))
    let hidden = builder.convolution("conv", 0, 8, stride: 2, relu: true)
    _ = builder.linear("fc", hidden, 3)
    let network = builder.network()
    var weights = Weights(layout: network.layout)
    weights.values = SampleNumbers.floats(network.layout.count, seed: 11, scale: 0.5)
    return Classifier(network: network, weights: weights)
  }()

  /// `small` with a bias by which it gives its classes to noise about equally often: `small` has one for nearly all.
  static let balanced: Classifier = {
    let network = small.network
    let noise = SampleNumbers.images(network.input, count: 200, classes: 3, seed: 5)
    var sums = [Float](repeating: 0, count: 3)
    small.forEachBatch(of: noise, engine: Engine(threads: 1)) { _, count, logits, _ in
      for i in 0..<count * 3 { sums[i % 3] += logits[i] }
    }
    var weights = small.weights
    let bias = network.layout.tensors.first { $0.name == "fc.bias" }!
    for k in 0..<3 { weights.values[bias.offset + k] -= sums[k] / 200 }
    return Classifier(network: network, weights: weights)
  }()

  /// Noise, with the label that `classifier` gives it for all but every fifth image.
  static func images(for classifier: Classifier, count: Int, seed: UInt64 = 1) -> ImageSet {
    let classes = classifier.network.classes
    let noise = SampleNumbers.images(classifier.network.input, count: count, classes: classes, seed: seed)
    var labels: [UInt8] = []
    classifier.forEachBatch(of: noise, engine: Engine(threads: 1)) { _, count, logits, _ in
      for i in 0..<count {
        let best = (0..<classes).max { logits[i * classes + $0] < logits[i * classes + $1] }!
        labels.append(UInt8((best + (labels.count % 5 == 4 ? 1 : 0)) % classes))
      }
    }
    return ImageSet(shape: noise.shape, pixels: noise.pixels, labels: labels)
  }
}

/// A fault planted in a network: from a pass on, the second one unless another is said, every logit has the other sign.
struct Unsteady: Layer {
  final class Passes: Sendable { let count = Atomic<Int>(0) }
  let passes = Passes()
  var steadyPasses = 1

  func forward(_ call: LayerCall) {
    let sign: Float = passes.count.wrappingAdd(1, ordering: .relaxed).oldValue < steadyPasses ? 1 : -1
    for i in 0..<call.batch * call.inputShape.count { call.output[i] = sign * call.input[i] }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    gradients.input?.update(from: gradients.output, count: call.batch * call.inputShape.count)
  }

  static func classifier(steadyPasses: Int = 1) -> Classifier {
    let shape = ImageShape(height: 1, width: 2, channels: 1)
    var builder = NetworkBuilder(input: shape)
    let logits = builder.append(Linear(input: shape, output: 2), to: [0], weights: ["weight", "bias"])
    _ = builder.append(Unsteady(steadyPasses: steadyPasses), to: [logits])
    let network = builder.network("unsteady")
    var weights = Weights(layout: network.layout)
    weights.values = [1, -1, -1, 1, 0, 0]
    return Classifier(network: network, weights: weights)
  }
}

/// Losses in tests by their names.
extension RequestedLoss: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) {
    guard let loss = try? RequestedLoss(parsing: name) else { preconditionFailure("\(name) is no loss") }
    self = loss
  }
}
