import Tensors

/// The sizes of one convolution.
struct ConvolutionGeometry: Sendable {
  let input: ImageShape
  let output: ImageShape
  let kernel: Int
  let stride: Int
  let padding: Int

  /// Numbers in its filters.
  var weightCount: Int { kernel * kernel * input.channels * output.channels }
}

/// A way to compute a convolution's three products.
///
/// Filters are (kernel, kernel, in, out), flipped ones (kernel, kernel, out, in) with the last tap first. An image's
/// numbers do not depend on the batch around it, and no number on the count of workers.
protocol ConvolutionMethod: Sendable {
  /// Floats of prepared filters, and as many again of flipped ones.
  var preparedCount: Int { get }
  /// Floats for each worker.
  var scratchCount: Int { get }
  /// Floats for the whole call.
  func sharedCount(batch: Int) -> Int

  func prepare(_ filters: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool)
  func prepareBackward(
    _ flipped: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool)

  func forward(
    _ call: LayerCall, prepared: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectifies: Bool)
  /// The gradient at the input from that at the output; 0 where `gate` is given and not positive.
  func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>?)
  func weightGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>)
}
