import CKernels
import Tensors

/// The gradient at the input: a convolution of the output's gradient with the flipped filters, phase by phase.
extension DirectConvolution {
  static func gradientFrame(_ geometry: ConvolutionGeometry) -> PaddedMap {
    func margins(_ size: Int, _ outputSize: Int) -> (before: Int, after: Int) {
      let used = (0..<geometry.stride).map { ConvolutionPhase(offset: $0, size: size, geometry: geometry) }
        .filter { $0.count > 0 && $0.taps > 0 }
      return (
        max(0, -(used.map(\.start).min() ?? 0)),
        max(0, (used.map { $0.start + $0.count - 1 + $0.taps - 1 }.max() ?? 0) - (outputSize - 1))
      )
    }
    let rows = margins(geometry.input.height, geometry.output.height)
    let columns = margins(geometry.input.width, geometry.output.width)
    return PaddedMap(
      map: geometry.output, top: rows.before, left: columns.before,
      height: geometry.output.height + rows.before + rows.after,
      width: geometry.output.width + columns.before + columns.after)
  }

  func prepareBackward(
    _ flipped: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) {
    if spreadsWindows {
      // (out, kernel, kernel, in), first tap first.
      for tap in 0..<kernel * kernel {
        for o in 0..<outputs {
          (prepared + o * windowCount + tap * inputs).update(
            from: flipped + ((kernel * kernel - 1 - tap) * outputs + o) * inputs, count: inputs)
        }
      }
      return
    }
    forEachPhase { rows, columns, offset in
      let depth = rows.taps * columns.taps * outputs
      for y in 0..<rows.taps {
        for x in 0..<columns.taps {
          let tap = (rows.firstTap + y * stride) * kernel + columns.firstTap + x * stride
          la_pack(
            prepared + offset, flipped, Int64(depth), Int64(inputs), Int64(inputs),
            Int64((y * columns.taps + x) * outputs), Int64(outputs), Int64(tap * outputs))
        }
      }
    }
  }

  /// Each pair of phases with the place of its filters among the prepared ones.
  private func forEachPhase(_ body: (ConvolutionPhase, ConvolutionPhase, Int) -> Void) {
    var offset = 0
    for a in 0..<stride {
      let rows = ConvolutionPhase(offset: a, size: geometry.input.height, geometry: geometry)
      for b in 0..<stride {
        let columns = ConvolutionPhase(offset: b, size: geometry.input.width, geometry: geometry)
        body(rows, columns, offset)
        offset += rows.taps * columns.taps * outputs * inputs
      }
    }
  }

  func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>?
  ) {
    if isPointwise && !spreadsWindows {
      multiply(call, outputGradient, outputs, prepared, into: inputGradient, inputs, nil, gate, false)
      return
    }
    call.pool.parallel(call.batch, with: (call, self, outputGradient, prepared, inputGradient, gate)) {
      shared, image, worker in
      let (call, method, outputGradient, prepared, inputGradient, gate) = shared
      method.inputGradient(
        call, outputGradient, prepared, into: inputGradient, gate, image: image, worker: worker)
    }
  }

  private func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, _ prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, _ gate: UnsafePointer<Float>?, image: Int, worker: Int
  ) {
    if spreadsWindows {
      spread(call, outputGradient, prepared, into: inputGradient, gate, image: image, worker: worker)
      return
    }
    let frame = gradientFrame, width = geometry.input.width
    let source = framed(frame, outputGradient + image * geometry.output.count, call.scratch(of: worker))
    forEachPhase { rows, columns, offset in
      guard rows.count > 0, columns.count > 0 else { return }
      let place = image * geometry.input.count + (rows.offset * width + columns.offset) * inputs
      var product = la_product()
      product.a =
        source + ((frame.top + rows.start) * frame.width + frame.left + columns.start) * outputs
      product.c = inputGradient + place
      product.mask = gate.map { $0 + place }
      product.c_row = Int64(stride * inputs)
      product.c_block = Int64(stride * width * inputs)
      product.a_row = Int64(outputs)
      product.a_column = 1
      product.a_segment = Int64(frame.width * outputs)
      product.a_block = Int64(frame.width * outputs)
      product.b = prepared + offset
      product.is_packed = true
      product.blocks = Int64(rows.count)
      product.m = Int64(columns.count)
      product.n = Int64(inputs)
      product.segments = Int64(rows.taps)
      product.k = Int64(columns.taps * outputs)
      la_multiply(&product)
    }
  }

  private func spread(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, _ prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, _ gate: UnsafePointer<Float>?, image: Int, worker: Int
  ) {
    let frame = inputFrame, row = geometry.input.width * inputs
    let sums = call.scratch(of: worker), windows = sums + frame.count
    var product = la_product()
    product.c = windows
    product.c_row = Int64(windowCount)
    product.a = outputGradient + image * geometry.output.count
    product.a_row = Int64(outputs)
    product.a_column = 1
    product.b = prepared
    product.b_row = Int64(windowCount)
    product.blocks = 1
    product.m = Int64(geometry.output.height * geometry.output.width)
    product.n = Int64(windowCount)
    product.segments = 1
    product.k = Int64(outputs)
    la_multiply(&product)
    sums.update(repeating: 0, count: frame.count)
    la_add_windows(
      sums, windows,
      la_windows(
        height: Int64(geometry.output.height), width: Int64(geometry.output.width), kernel: Int64(kernel),
        stride: Int64(stride), channels: Int64(inputs), image_width: Int64(frame.width)))
    let target = inputGradient + image * geometry.input.count
    for y in 0..<geometry.input.height {
      (target + y * row).update(
        from: sums + ((frame.top + y) * frame.width + frame.left) * inputs, count: row)
    }
    if let gate { la_gate(target, gate + image * geometry.input.count, Int64(geometry.input.count)) }
  }
}
