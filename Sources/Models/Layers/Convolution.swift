import CKernels
import Tensors

/// Two-dimensional cross-correlation with zero padding and an optional bias, as PyTorch's `Conv2d`.
///
/// Each image is one im2col and one matrix product, so that its result does not depend on the batch around it.
struct Convolution: Layer {
  var inputChannels: Int
  var outputChannels: Int
  var kernel: Int
  var stride = 1
  var padding = 0
  var hasBias = true

  private var taps: Int { kernel * kernel * inputChannels }
  private var weightCount: Int { taps * outputChannels }
  /// A 1x1 kernel reads the image as it lies.
  private var isPointwise: Bool { kernel == 1 && stride == 1 && padding == 0 }

  /// The weight gradient is summed in this many groups of images, whatever the number of threads.
  private static let gradientGroups = 8
  private func groups(_ batch: Int) -> Int { min(batch, Self.gradientGroups) }

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

  func scratchCount(_ input: ImageShape) -> Int {
    let output = outputShape([input])
    return output.height * output.width * taps
  }

  func sharedCount(_ input: ImageShape, batch: Int) -> Int { groups(batch) * (weightCount + outputChannels) }

  func forward(_ call: LayerCall) {
    let window = call.window(kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: padding)
    let places = call.outputShape.height * call.outputShape.width
    call.forEachImage { image, worker in
      let output = call.output + image * call.outputShape.count
      if hasBias { la_fill_rows(output, call.weights + weightCount, Int64(places), Int64(outputChannels)) }
      Gemm.multiply(
        into: output, columns(call, image, worker, window), call.weights, m: places, n: outputChannels, k: taps,
        accumulate: hasBias)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let window = call.window(kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: padding)
    guard let weightGradient = gradients.weights else {
      call.forEachImage { image, worker in inputGradient(call, gradients, image, worker, window) }
      return
    }
    let groups = groups(call.batch), groupCount = weightCount + outputChannels
    let places = call.outputShape.height * call.outputShape.width
    call.pool.parallel(groups) { group, worker in
      let partial = call.shared + group * groupCount
      let bias = partial + weightCount
      bias.update(repeating: 0, count: outputChannels)
      let images = group * call.batch / groups..<(group + 1) * call.batch / groups
      for image in images {
        let output = gradients.output + image * call.outputShape.count
        Gemm.multiply(
          into: partial, columns(call, image, worker, window), output, m: taps, n: outputChannels, k: places,
          transposeA: true, accumulate: image > images.lowerBound)
        if hasBias { la_add_column_sums(bias, output, Int64(places), Int64(outputChannels)) }
        inputGradient(call, gradients, image, worker, window)
      }
    }
    let used = hasBias ? groupCount : weightCount
    weightGradient.update(from: call.shared, count: used)
    for group in 1..<max(groups, 1) { la_accumulate(weightGradient, call.shared + group * groupCount, Int64(used)) }
  }

  private func columns(_ call: LayerCall, _ image: Int, _ worker: Int, _ window: la_window) -> UnsafePointer<Float> {
    let input = call.input + image * call.inputShape.count
    if isPointwise { return input }
    let columns = call.scratch(of: worker)
    la_im2col(columns, input, window)
    return UnsafePointer(columns)
  }

  private func inputGradient(
    _ call: LayerCall, _ gradients: LayerGradients, _ image: Int, _ worker: Int, _ window: la_window
  ) {
    guard let inputGradient = gradients.input else { return }
    let target = inputGradient + image * call.inputShape.count
    let columns = isPointwise ? target : call.scratch(of: worker)
    Gemm.multiply(
      into: columns, gradients.output + image * call.outputShape.count, call.weights,
      m: call.outputShape.height * call.outputShape.width, n: taps, k: outputChannels, transposeB: true)
    if !isPointwise { la_col2im(target, columns, window) }
  }
}
