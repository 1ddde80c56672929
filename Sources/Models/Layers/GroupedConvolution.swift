import CKernels
import Tensors

/// A convolution of any kernel, stride, dilation, padding and number of groups, with an optional bias; then optionally a
/// ReLU. Where each channel has one filter of its own, vectors of channels are computed together.
struct GroupedConvolution: RectifiableLayer {
  let window: Window
  let input: ImageShape
  let output: ImageShape
  let groups: Int
  let hasBias: Bool
  var rectifies = false

  let frame: PaddedMap

  init(_ window: Window, input: ImageShape, outputChannels: Int, groups: Int, hasBias: Bool) {
    self.window = window
    self.input = input
    self.groups = groups
    self.hasBias = hasBias
    let places = window.places(height: input.height, width: input.width)
    output = ImageShape(height: places.y, width: places.x, channels: outputChannels)
    frame = PaddedMap(
      map: input, top: window.before.y, left: window.before.x, height: input.height + window.before.y + window.after.y,
      width: input.width + window.before.x + window.after.x)
  }

  var taps: Int { window.kernel.y * window.kernel.x }
  var groupInputs: Int { input.channels / groups }
  var groupOutputs: Int { output.channels / groups }
  var weightCount: Int { taps * groupInputs * output.channels }
  var isDepthwise: Bool { groups == input.channels && groups == output.channels }

  var tensors: [WeightTensor] {
    [
      WeightTensor(
        "weight",
        .convolution(
          kernelHeight: window.kernel.y, kernelWidth: window.kernel.x, input: groupInputs, output: output.channels),
        .weight)
    ] + (hasBias ? [WeightTensor("bias", .vector(output.channels), .bias)] : [])
  }

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }
  func scratchCount(_ input: ImageShape) -> Int { frame.count + (mirror?.count ?? 0) }
  func preparedCount(_ input: ImageShape, hasBackward: Bool) -> Int { weightCount * (hasBackward ? 2 : 1) }
  /// Weight gradients read all framed images; each image's part of a bias's gradient goes there before.
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { batch * max(frame.count, output.channels) }

  /// Filters packed group by group, then for the way back taps in reverse order with inputs and outputs exchanged.
  func prepare(_ preparation: LayerPreparation) {
    let depth = taps * groupInputs
    if isDepthwise {
      preparation.prepared.update(from: preparation.weights, count: weightCount)
    } else {
      for g in 0..<groups {
        la_pack(
          preparation.prepared + g * depth * groupOutputs, preparation.weights + g * groupOutputs, Int64(depth),
          Int64(groupOutputs), Int64(output.channels), 0, Int64(depth), 0)
      }
    }
    guard preparation.hasBackward else { return }
    la_flip_filters(
      preparation.prepared + weightCount, preparation.weights, Int64(taps), Int64(groupInputs), Int64(output.channels))
  }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, worker in
      let (call, layer) = shared
      layer.forward(call, image: image, scratch: call.scratch(of: worker))
    }
  }

  private func forward(_ call: LayerCall, image: Int, scratch: UnsafeMutablePointer<Float>) {
    let map = framed(call.input + image * input.count, scratch)
    let target = call.output + image * output.count
    let bias = hasBias ? UnsafePointer(call.weights + weightCount) : nil
    if isDepthwise {
      la_depthwise_forward(target, map, call.prepared, depthwise, bias, rectifies ? 1 : 0)
      return
    }
    for g in 0..<groups {
      var product = self.product(groupOutputs)
      product.c = target + g * groupOutputs
      product.c_row = Int64(output.channels)
      product.c_block = Int64(output.width * output.channels)
      product.a_row = Int64(window.stride.x * input.channels)
      product.a_column = 1
      product.a_segment = Int64(window.dilation.x * input.channels)
      product.a_block = Int64(window.stride.y * frame.width * input.channels)
      product.b = call.prepared + g * taps * groupInputs * groupOutputs
      product.is_packed = true
      product.b_depth = Int64(taps * groupInputs)
      product.b_segment = Int64(groupInputs)
      product.segments = Int64(window.kernel.x)
      product.k = Int64(groupInputs)
      // One kernel row after the other.
      for ky in 0..<window.kernel.y {
        product.a = map + ky * window.dilation.y * frame.width * input.channels + g * groupInputs
        product.b_first = Int64(ky * window.kernel.x * groupInputs)
        product.accumulates = ky > 0
        product.bias = ky == 0 ? bias.map { $0 + g * groupOutputs } : nil
        product.rectifies = rectifies && ky == window.kernel.y - 1
        la_multiply(&product)
      }
    }
  }

  /// Rows are the pixels of one output row, blocks the output rows.
  func product(_ columns: Int) -> la_product {
    var product = la_product()
    product.blocks = Int64(output.height)
    product.m = Int64(output.width)
    product.n = Int64(columns)
    return product
  }

  /// Where the first pixel lies that a tap meets, in floats of the framed map.
  func place(of tap: Int) -> Int {
    let (ky, kx) = tap.quotientAndRemainder(dividingBy: window.kernel.x)
    return (ky * window.dilation.y * frame.width + kx * window.dilation.x) * input.channels
  }

  private func framed(_ image: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>) -> UnsafePointer<Float> {
    if frame.isBare { return image }
    frame.fill(scratch, from: image)
    return UnsafePointer(scratch)
  }

  var depthwise: la_depthwise {
    la_depthwise(
      output_height: Int64(output.height), output_width: Int64(output.width), channels: Int64(output.channels),
      map_width: Int64(frame.width), kernel_height: Int64(window.kernel.y), kernel_width: Int64(window.kernel.x),
      stride_y: Int64(window.stride.y), stride_x: Int64(window.stride.x), dilation_y: Int64(window.dilation.y),
      dilation_x: Int64(window.dilation.x))
  }
}
