import CKernels
import Tensors

extension GroupedConvolution {
  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    if let inputGradient = gradients.input {
      call.pool.parallel(call.batch, with: (call, gradients.output, inputGradient, self)) { shared, image, worker in
        let (call, gradient, inputGradient, layer) = shared
        layer.inputGradient(
          call.prepared + layer.weightCount, gradient + image * layer.output.count,
          into: inputGradient + image * layer.input.count, scratch: call.scratch(of: worker))
      }
    }
    if let weightGradient = gradients.weights { self.weightGradient(call, gradients.output, into: weightGradient) }
  }

  /// Each tap's products are added to the pixels that it meets.
  private func inputGradient(
    _ flipped: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    if let mirror {
      mirror.fill(scratch + frame.count, from: gradient)
      la_depthwise_forward(target, scratch + frame.count, flipped, mirroredDepthwise(mirror), nil, 0)
      return
    }
    scratch.update(repeating: 0, count: frame.count)
    for tap in 0..<taps where !isDepthwise {
      for g in 0..<groups {
        var product = self.product(groupInputs)
        product.c = scratch + place(of: tap) + g * groupInputs
        product.c_row = Int64(window.stride.x * input.channels)
        product.c_block = Int64(window.stride.y * frame.width * input.channels)
        product.a = gradient + g * groupOutputs
        product.a_row = Int64(output.channels)
        product.a_column = 1
        product.a_block = Int64(output.width * output.channels)
        product.b = flipped + ((taps - 1 - tap) * output.channels + g * groupOutputs) * groupInputs
        product.b_row = Int64(groupInputs)
        product.segments = 1
        product.k = Int64(groupOutputs)
        product.accumulates = true
        la_multiply(&product)
      }
    }
    if isDepthwise { depthwiseInputGradient(flipped, gradient, scratch) }
    frame.copy(from: scratch, into: target)
  }

  private func depthwiseInputGradient(
    _ flipped: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, _ frame: UnsafeMutablePointer<Float>
  ) {
    var tap = depthwise
    tap.kernel_height = 1
    tap.kernel_width = 1
    for t in 0..<taps {
      la_depthwise_backward(frame + place(of: t), gradient, flipped + (taps - 1 - t) * input.channels, tap)
    }
  }

  private func weightGradient(
    _ call: LayerCall, _ gradient: UnsafePointer<Float>, into weightGradient: UnsafeMutablePointer<Float>
  ) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, _ in
      let (call, layer) = shared
      layer.frame.fill(call.shared + image * layer.frame.count, from: call.input + image * layer.input.count)
    }
    call.pool.parallel(taps, with: (call, gradient, weightGradient, self)) { shared, tap, _ in
      let (call, gradient, weightGradient, layer) = shared
      layer.tapGradient(call, gradient, tap, into: weightGradient + tap * layer.groupInputs * layer.output.channels)
    }
    guard hasBias else { return }
    let bias = weightGradient + weightCount
    bias.update(repeating: 0, count: output.channels)
    la_add_column_sums(
      bias, gradient, Int64(call.batch * output.height * output.width), Int64(output.channels))
  }

  /// One tap's share of the filters' gradient, summed over the images in order.
  private func tapGradient(
    _ call: LayerCall, _ gradient: UnsafePointer<Float>, _ tap: Int, into target: UnsafeMutablePointer<Float>
  ) {
    if isDepthwise {
      target.update(repeating: 0, count: output.channels)
      var shape = depthwise
      shape.kernel_height = 1
      shape.kernel_width = 1
      for image in 0..<call.batch {
        la_depthwise_filter_gradient(
          target, gradient + image * output.count, call.shared + image * frame.count + place(of: tap), shape)
      }
      return
    }
    for g in 0..<groups {
      for image in 0..<call.batch {
        var product = la_product()
        product.c = target + g * groupOutputs
        product.c_row = Int64(output.channels)
        product.a = UnsafePointer(call.shared + image * frame.count + place(of: tap) + g * groupInputs)
        product.a_row = 1
        product.a_column = Int64(window.stride.x * input.channels)
        product.a_segment = Int64(window.stride.y * frame.width * input.channels)
        product.b = gradient + image * output.count + g * groupOutputs
        product.b_segment = Int64(output.width * output.channels)
        product.b_row = Int64(output.channels)
        product.blocks = 1
        product.m = Int64(groupInputs)
        product.n = Int64(groupOutputs)
        product.segments = Int64(output.height)
        product.k = Int64(output.width)
        product.accumulates = image > 0
        la_multiply(&product)
      }
    }
  }

  /// The output's gradient with zeros around it: at stride 1 the input's gradient is a convolution of it.
  var mirror: PaddedMap? {
    let extent = window.extent
    guard isDepthwise, window.stride == Window.Pair(1, 1), window.before.y < extent.y, window.before.x < extent.x,
      window.after.y < extent.y, window.after.x < extent.x
    else { return nil }
    return PaddedMap(
      map: output, top: extent.y - 1 - window.before.y, left: extent.x - 1 - window.before.x,
      height: input.height + extent.y - 1, width: input.width + extent.x - 1)
  }

  private func mirroredDepthwise(_ mirror: PaddedMap) -> la_depthwise {
    var shape = depthwise
    shape.output_height = Int64(input.height)
    shape.output_width = Int64(input.width)
    shape.map_width = Int64(mirror.width)
    return shape
  }
}
