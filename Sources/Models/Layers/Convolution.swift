import CKernels
import Tensors

/// Two-dimensional cross-correlation with zero padding and an optional bias, then optionally a ReLU, as PyTorch's
/// `Conv2d`.
///
/// How it is computed depends on its shape alone: never on the batch, the threads or a measurement, so that results
/// are the same everywhere on one kind of machine.
struct Convolution: Layer {
  var inputChannels: Int
  var outputChannels: Int
  var kernel: Int
  var stride = 1
  var padding = 0
  var hasBias = true
  var rectifies = false
  /// Direct convolution whatever the shape: nothing is lost to a transform's rounding.
  var isPrecise = false

  private var weightCount: Int { kernel * kernel * inputChannels * outputChannels }

  var gatesInputGradient: Bool { true }

  var tensors: [WeightTensor] {
    [
      WeightTensor(
        "weight",
        .convolution(kernelHeight: kernel, kernelWidth: kernel, input: inputChannels, output: outputChannels), .weight)
    ] + (hasBias ? [WeightTensor("bias", .vector(outputChannels), .bias)] : [])
  }

  func outputShape(_ inputs: [ImageShape]) -> ImageShape {
    ImageShape(
      height: (inputs[0].height + 2 * padding - kernel) / stride + 1,
      width: (inputs[0].width + 2 * padding - kernel) / stride + 1, channels: outputChannels)
  }

  private func geometry(_ input: ImageShape) -> ConvolutionGeometry {
    ConvolutionGeometry(
      input: input, output: outputShape([input]), kernel: kernel, stride: stride, padding: padding)
  }

  /// The method for a shape.
  func method(_ input: ImageShape) -> any ConvolutionMethod {
    let geometry = geometry(input)
    if !isPrecise, let winograd = WinogradConvolution(geometry) { return winograd }
    return DirectConvolution(geometry)
  }

  func preparedCount(_ input: ImageShape, hasBackward: Bool) -> Int {
    method(input).preparedCount * (hasBackward ? 2 : 1)
  }

  func scratchCount(_ input: ImageShape) -> Int { method(input).scratchCount }

  func sharedCount(_ input: ImageShape, batch: Int) -> Int {
    max(method(input).sharedCount(batch: batch), weightCount, batch * outputChannels)
  }

  func prepare(_ preparation: LayerPreparation) {
    let method = method(preparation.inputShape)
    method.prepare(preparation.weights, into: preparation.prepared, pool: preparation.pool)
    guard preparation.hasBackward else { return }
    let flipped = preparation.shared
    la_flip_filters(
      flipped, preparation.weights, Int64(kernel * kernel), Int64(inputChannels), Int64(outputChannels))
    method.prepareBackward(flipped, into: preparation.prepared + method.preparedCount, pool: preparation.pool)
  }

  func forward(_ call: LayerCall) {
    method(call.inputShape).forward(
      call, bias: hasBias ? UnsafePointer(call.weights + weightCount) : nil, rectifies: rectifies)
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let method = method(call.inputShape)
    if let weightGradient = gradients.weights {
      method.weightGradient(call, gradients.output, into: weightGradient)
      if hasBias { biasGradient(call, gradients.output, into: weightGradient + weightCount) }
    }
    if let inputGradient = gradients.input {
      method.inputGradient(
        call, gradients.output, prepared: call.prepared + method.preparedCount, into: inputGradient,
        gate: call.inputIsRectified ? call.input : nil)
    }
  }

  private func biasGradient(
    _ call: LayerCall, _ output: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let places = Int64(call.outputShape.height * call.outputShape.width), channels = outputChannels
    call.shared.update(repeating: 0, count: call.batch * channels)
    call.forEachImage { image, _ in
      la_add_column_sums(
        call.shared + image * channels, output + image * call.outputShape.count, places, Int64(channels))
    }
    gradient.update(repeating: 0, count: channels)
    la_add_column_sums(gradient, call.shared, Int64(call.batch), Int64(channels))
  }
}
