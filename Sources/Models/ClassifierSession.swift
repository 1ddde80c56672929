public import Datasets
import Tensors

/// A classifier that is ready to answer: its own copy of the weights, prepared once, and an execution.
///
/// Write `images`, or have them loaded; call `forward` and read `logits`. Where the purpose has gradients, write
/// `logitGradients`, call `backward` and read `imageGradients`. The mode is that of evaluation, and no call allocates but
/// those that load images. A session serves one thread at a time; its work is spread over the engine's workers.
public final class ClassifierSession {
  public let network: Network
  /// The largest number of images in a pass.
  public let batchSize: Int
  /// (batch): the labels of the images that were loaded last.
  public private(set) var labels: [Int32]

  private let engine: Engine
  private let execution: Execution
  private let weights: FloatBuffer
  /// Where the answer is the mean of several draws.
  private let mean: DrawMean?

  public init(_ classifier: Classifier, batchSize: Int, purpose: Execution.Purpose = .inference, engine: Engine) {
    precondition(purpose != .training, "a session evaluates")
    network = classifier.network
    self.batchSize = batchSize
    self.engine = engine
    labels = [Int32](repeating: 0, count: batchSize)
    execution = Execution(network, batchSize: batchSize, purpose: purpose, engine: engine)
    weights = FloatBuffer(count: network.layout.count)
    execution.draw = classifier.draws.first
    mean =
      network.isRandom && classifier.draws.count > 1
      ? DrawMean(classifier.draws, of: network, batchSize: batchSize) : nil
    use(classifier.weights)
  }

  /// A session whose passes have the size that suits the engine and `images`.
  public convenience init(
    _ classifier: Classifier, for images: ImageSet, purpose: Execution.Purpose = .inference, engine: Engine
  ) {
    self.init(
      classifier, batchSize: classifier.passSize(on: images, engine: engine), purpose: purpose, engine: engine)
  }

  /// (batch, H, W, C), pixels in [0, 1].
  public var images: UnsafeMutablePointer<Float> { execution.images }
  /// (batch, K).
  public var logits: UnsafeMutablePointer<Float> { execution.logits }
  /// (batch, K); absent for inference.
  public var logitGradients: UnsafeMutablePointer<Float>? { execution.logitGradients }
  /// (batch, H, W, C); present for `.inputGradient`.
  public var imageGradients: UnsafeMutablePointer<Float>? { execution.imageGradients }

  /// The answers to the first `count` images.
  public func forward(count: Int) {
    guard let mean else { return execution.forward(count: count, weights: weights.pointer) }
    mean.forward(execution, count: count, weights: weights.pointer)
  }

  /// Gradients of the first `count` images, from the logits back to the pixels.
  public func backward(count: Int) {
    guard let mean else { return execution.backward(count: count, weights: weights.pointer) }
    mean.backward(execution, count: count, weights: weights.pointer)
  }

  /// Whether image `row` of the pass, which was loaded, is classified as its label says.
  public func isRight(_ row: Int) -> Bool {
    Classifier.isCorrect(logits + row * network.classes, classes: network.classes, label: labels[row])
  }

  /// How sure the model is of its answer to image `row` of the pass.
  public func confidence(_ row: Int) -> Double {
    Classifier.confidence(logits + row * network.classes, classes: network.classes)
  }
}

extension ClassifierSession {
  /// Loads images `range` of `images` and their labels.
  public func load(_ images: ImageSet, _ range: Range<Int>) {
    images.fill(Array(range), into: execution.images, labels: &labels, pool: engine.pool)
  }

  /// Loads `images` batch by batch in their order; calls `body` with the first image of each and how many there are.
  public func forEachBatch(of images: ImageSet, _ body: (_ first: Int, _ count: Int) -> Void) {
    for first in stride(from: 0, to: images.count, by: batchSize) {
      let count = min(batchSize, images.count - first)
      load(images, first..<first + count)
      body(first, count)
    }
  }

  /// From here on the session answers by other weights of the same layout.
  public func use(_ weights: Weights) {
    precondition(weights.layout == network.layout)
    weights.values.withUnsafeBufferPointer { values in
      changeWeights { $0.update(from: values.baseAddress!, count: values.count) }
    }
  }

  /// From here on the session answers by the weights as `change` leaves them, in the order of `Weights.values`.
  public func changeWeights(_ change: (UnsafeMutablePointer<Float>) -> Void) {
    change(weights.pointer)
    execution.prepare(weights: weights.pointer)
  }
}
