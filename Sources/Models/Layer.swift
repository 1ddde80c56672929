import CKernels
import Tensors

/// One step of a network. A layer describes and computes; every number it works on belongs to the caller.
protocol Layer: Sendable {
  /// Its own tensors, in the order in which they lie behind `LayerCall.weights`.
  var tensors: [WeightTensor] { get }
  /// Whether its output is max(·, 0). Gradients at such an output arrive already gated: 0 where it is not positive.
  var rectifies: Bool { get }
  /// Whether `backward` gates the input gradient itself where the input is rectified.
  var gatesInputGradient: Bool { get }
  /// Whether `backward` can add to the gradients of its inputs instead of overwriting them.
  var accumulatesInputGradient: Bool { get }
  /// Whether the gradient of every input is that of the output, number for number: they may share memory.
  var passesGradientOn: Bool { get }
  /// The layer with a ReLU behind it, or `nil` where it cannot take one in.
  func rectified() -> (any Layer)?
  func outputShape(_ inputs: [ImageShape]) -> ImageShape
  /// The layer with everything decided that depends on the shape of its input and on the engine's precision.
  func bound(to input: ImageShape, _ precision: Precision) -> any Layer
  /// Floats kept from forward to backward, for a batch of `batch`.
  func savedCount(_ input: ImageShape, batch: Int) -> Int
  /// Floats of weights in the form that the kernels want.
  func preparedCount(_ input: ImageShape, hasBackward: Bool) -> Int
  /// Floats of scratch for each worker.
  func scratchCount(_ input: ImageShape) -> Int
  /// Floats of scratch shared by the whole call, for a batch of `batch`.
  func sharedCount(_ input: ImageShape, batch: Int) -> Int

  /// Overwrites `prepared`, once after every change of the weights.
  func prepare(_ preparation: LayerPreparation)
  /// Overwrites `output`.
  func forward(_ call: LayerCall)
  /// Overwrites the input gradients and the weight gradients that are not `nil`.
  func backward(_ call: LayerCall, _ gradients: LayerGradients)
}

extension Layer {
  var tensors: [WeightTensor] { [] }
  var rectifies: Bool { false }
  var gatesInputGradient: Bool { false }
  var accumulatesInputGradient: Bool { false }
  var passesGradientOn: Bool { false }
  func rectified() -> (any Layer)? { nil }
  func outputShape(_ inputs: [ImageShape]) -> ImageShape { inputs[0] }
  func bound(to input: ImageShape, _ precision: Precision) -> any Layer { self }
  func savedCount(_ input: ImageShape, batch: Int) -> Int { 0 }
  func preparedCount(_ input: ImageShape, hasBackward: Bool) -> Int { 0 }
  func scratchCount(_ input: ImageShape) -> Int { 0 }
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { 0 }
  func prepare(_ preparation: LayerPreparation) {}
}

/// Where a layer finds its weights, and where their prepared form goes.
struct LayerPreparation {
  let inputShape: ImageShape
  let weights: UnsafePointer<Float>
  let prepared: UnsafeMutablePointer<Float>
  /// Scratch of `sharedCount` floats for a batch of one or more.
  let shared: UnsafeMutablePointer<Float>
  /// Whether what `backward` needs is wanted too.
  let hasBackward: Bool
  let pool: WorkerPool
}

/// Where a layer finds its numbers. Feature maps are (batch, H, W, C).
struct LayerCall {
  let batch: Int
  /// The shape of the first input; that of the output where there is none.
  let inputShape: ImageShape
  let outputShape: ImageShape
  /// One pointer for each input.
  let inputs: UnsafePointer<UnsafePointer<Float>>
  /// Whether the first input is the output of a layer that rectifies.
  let inputIsRectified: Bool
  let output: UnsafeMutablePointer<Float>
  /// Mutable for running statistics alone, and those only in training mode.
  let weights: UnsafeMutablePointer<Float>
  let prepared: UnsafePointer<Float>
  let saved: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  let scratchCount: Int
  let shared: UnsafeMutablePointer<Float>
  /// `nil` in evaluation mode.
  let training: TrainingStep?
  let pool: WorkerPool
  /// Whether layers kept on their linear pieces find them anew.
  var recordsPieces = false
  /// Which draw of the network's own noise this is.
  var draw: UInt64 = 0

  var input: UnsafePointer<Float> { inputs[0] }

  func scratch(of worker: Int) -> UnsafeMutablePointer<Float> { scratch + worker * scratchCount }

  /// A worker's even share of the batch.
  var imagesOfWorker: Int { (batch + pool.threads - 1) / pool.threads }

  func window(kernelHeight: Int, kernelWidth: Int, stride: Int) -> la_window {
    la_window(
      input_height: Int32(inputShape.height), input_width: Int32(inputShape.width),
      channels: Int32(inputShape.channels),
      output_height: Int32(outputShape.height), output_width: Int32(outputShape.width),
      kernel_height: Int32(kernelHeight), kernel_width: Int32(kernelWidth), stride_y: Int32(stride),
      stride_x: Int32(stride), dilation_y: 1, dilation_x: 1, top: 0, left: 0)
  }
}

struct LayerGradients {
  let output: UnsafePointer<Float>
  /// For each input where its gradient goes, `nil` where none is wanted.
  let inputs: UnsafePointer<UnsafeMutablePointer<Float>?>
  /// For each input whether its gradient is added to what stands there. Only a layer that can do so is asked to.
  let accumulates: UnsafePointer<Bool>
  let weights: UnsafeMutablePointer<Float>?

  var input: UnsafeMutablePointer<Float>? { inputs[0] }
}

/// Which step of a training this is: the key of its dropout masks.
public struct TrainingStep: Sendable, Equatable {
  public var seed: UInt64
  public var step: Int
  /// Which image of the batch the pass begins with.
  public var firstImage: Int

  public init(seed: UInt64, step: Int, firstImage: Int = 0) {
    self.seed = seed
    self.step = step
    self.firstImage = firstImage
  }
}

/// A layer that can take in the ReLU behind it.
protocol RectifiableLayer: Layer {
  var rectifies: Bool { get set }
}

extension RectifiableLayer {
  func rectified() -> (any Layer)? {
    var layer = self
    layer.rectifies = true
    return layer
  }
}
