import CKernels
import Tensors

/// Two-dimensional cross-correlation with zero padding and an optional bias, then optionally a ReLU, as PyTorch's
/// `Conv2d`.
///
/// How it is computed depends on its shape alone: never on the batch, the threads or a measurement, so that results
/// are the same everywhere on one kind of machine.
struct Convolution: RectifiableLayer {
  var inputChannels: Int
  var outputChannels: Int
  var kernel: Int
  var stride: Int
  var padding: Int
  var hasBias: Bool
  var rectifies: Bool
  /// Whether it is a linear layer at every pixel, and has one's weights.
  var isLinear = false
  /// Evaluation alone: the ε of a batch normalisation whose numbers lie behind its own, and are worked into filters and
  /// bias.
  var foldedEpsilon: Double?
  /// The method for the shape that the layer is bound to.
  private var boundMethod: (any ConvolutionMethod)?

  init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true,
    rectifies: Bool = false
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.hasBias = hasBias
    self.rectifies = rectifies
  }

  private var weightCount: Int { kernel * kernel * inputChannels * outputChannels }

  var gatesInputGradient: Bool { true }

  var tensors: [WeightTensor] {
    [
      WeightTensor(
        "weight",
        isLinear
          ? .linear(input: ImageShape(height: 1, width: 1, channels: inputChannels), output: outputChannels)
          : .convolution(kernelHeight: kernel, kernelWidth: kernel, input: inputChannels, output: outputChannels),
        .weight)
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

  func bound(to input: ImageShape, _ precision: Precision) -> any Layer {
    var bound = self
    bound.boundMethod = method(for: input, precision)
    return bound
  }

  func method(for input: ImageShape, _ precision: Precision) -> any ConvolutionMethod {
    let geometry = geometry(input)
    switch precision {
    case .usual: if let winograd = WinogradConvolution(geometry) { return winograd }
    case .precise: break
    }
    if let pixels = PixelConvolution(geometry) { return pixels }
    return DirectConvolution(geometry)
  }

  private var method: any ConvolutionMethod {
    guard let boundMethod else { preconditionFailure("the convolution is not bound to a shape") }
    return boundMethod
  }

  func preparedCount(_ input: ImageShape, hasBackward: Bool) -> Int {
    method.preparedCount * (hasBackward ? 2 : 1) + (foldedEpsilon != nil ? outputChannels : 0)
  }

  func scratchCount(_ input: ImageShape) -> Int { method.scratchCount }

  func sharedCount(_ input: ImageShape, batch: Int) -> Int {
    max(
      method.sharedCount(batch: batch), weightCount * (foldedEpsilon != nil ? 2 : 1), batch * outputChannels)
  }

  func prepare(_ preparation: LayerPreparation) {
    let method = method
    var filters = preparation.weights, prepared = preparation.prepared
    if let foldedEpsilon {
      fold(filters, foldedEpsilon, into: preparation.shared, bias: prepared)
      filters = UnsafePointer(preparation.shared)
      prepared += outputChannels
    }
    method.prepare(filters, into: prepared, pool: preparation.pool)
    guard preparation.hasBackward else { return }
    let flipped = preparation.shared + (foldedEpsilon != nil ? weightCount : 0)
    la_flip_filters(flipped, filters, Int64(kernel * kernel), Int64(inputChannels), Int64(outputChannels))
    method.prepareBackward(flipped, into: prepared + method.preparedCount, pool: preparation.pool)
  }

  /// Filters times the normalisation's multiplier, and the bias that goes with them.
  private func fold(
    _ weights: UnsafePointer<Float>, _ epsilon: Double, into filters: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>
  ) {
    let normalisation = weights + weightCount + (hasBias ? outputChannels : 0)
    let constants = BatchNormalisation.constants(normalisation, channels: outputChannels, epsilon: epsilon)
    for o in 0..<outputChannels {
      bias[o] = constants.offset[o] + (hasBias ? weights[weightCount + o] * constants.multiplier[o] : 0)
    }
    for row in 0..<weightCount / outputChannels {
      for o in 0..<outputChannels {
        filters[row * outputChannels + o] = weights[row * outputChannels + o] * constants.multiplier[o]
      }
    }
  }

  func forward(_ call: LayerCall) {
    let bias = foldedEpsilon != nil ? call.prepared : hasBias ? UnsafePointer(call.weights + weightCount) : nil
    method.forward(call, prepared: prepared(call), bias: bias, rectifies: rectifies)
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let method = method
    if let weightGradient = gradients.weights {
      method.weightGradient(call, gradients.output, into: weightGradient)
      if hasBias { biasGradient(call, gradients.output, into: weightGradient + weightCount) }
    }
    if let inputGradient = gradients.input {
      method.inputGradient(
        call, gradients.output, prepared: prepared(call) + method.preparedCount, into: inputGradient,
        gate: call.inputIsRectified ? call.input : nil)
    }
  }

  private func prepared(_ call: LayerCall) -> UnsafePointer<Float> {
    call.prepared + (foldedEpsilon != nil ? outputChannels : 0)
  }

  private func biasGradient(
    _ call: LayerCall, _ output: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let places = Int64(call.outputShape.height * call.outputShape.width), channels = outputChannels
    call.shared.update(repeating: 0, count: call.batch * channels)
    call.pool.parallel(call.batch, with: (call, output, places, channels)) { shared, image, _ in
      let (call, output, places, channels) = shared
      la_add_column_sums(
        call.shared + image * channels, output + image * call.outputShape.count, places, Int64(channels))
    }
    gradient.update(repeating: 0, count: channels)
    la_add_column_sums(gradient, call.shared, Int64(call.batch), Int64(channels))
  }
}
