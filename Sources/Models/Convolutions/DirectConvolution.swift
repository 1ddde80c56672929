import CKernels
import Tensors

/// Convolution of any size, stride and padding as products over rows of a zero-padded image: nothing is unrolled.
///
/// A kernel row of k taps over C channels is one run of k·C numbers, so an output row is a product whose rows begin
/// `stride` pixels apart, summed over the kernel's rows.
struct DirectConvolution: ConvolutionMethod {
  private let geometry: ConvolutionGeometry
  private let inputFrame: Frame
  private let gradientFrame: Frame

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    inputFrame = Self.inputFrame(geometry)
    gradientFrame = Self.gradientFrame(geometry)
  }

  private var inputs: Int { geometry.input.channels }
  private var outputs: Int { geometry.output.channels }
  private var kernel: Int { geometry.kernel }
  private var stride: Int { geometry.stride }

  /// A map with room around it.
  private struct Frame: Sendable {
    let map: ImageShape
    let top: Int
    let left: Int
    let height: Int
    let width: Int

    var count: Int { height * width * map.channels }
    var isBare: Bool { height == map.height && width == map.width }

    /// The map with zeros around it.
    func fill(_ target: UnsafeMutablePointer<Float>, from image: UnsafePointer<Float>) {
      let row = width * map.channels, inner = map.width * map.channels, before = left * map.channels
      target.update(repeating: 0, count: top * row)
      for y in 0..<map.height {
        let line = target + (top + y) * row
        line.update(repeating: 0, count: before)
        (line + before).update(from: image + y * inner, count: inner)
        (line + before + inner).update(repeating: 0, count: row - before - inner)
      }
      (target + (top + map.height) * row).update(repeating: 0, count: (height - top - map.height) * row)
    }
  }

  private static func inputFrame(_ geometry: ConvolutionGeometry) -> Frame {
    let padding = geometry.padding
    return Frame(
      map: geometry.input, top: padding, left: padding, height: geometry.input.height + 2 * padding,
      width: geometry.input.width + 2 * padding)
  }

  /// The input pixels `offset`, `offset + stride`, … along one axis all meet the same taps.
  private struct Phase {
    let offset: Int
    /// Pixels along the axis.
    let count: Int
    /// Taps that meet them, every `stride`-th of the flipped filter from `firstTap`.
    let taps: Int
    let firstTap: Int
    /// The output pixel that the first tap meets at the first of the pixels; may lie outside the map.
    let start: Int

    init(offset: Int, size: Int, geometry: ConvolutionGeometry) {
      let (quotient, remainder) = (offset + geometry.padding).quotientAndRemainder(dividingBy: geometry.stride)
      self.offset = offset
      count = offset < size ? (size - offset + geometry.stride - 1) / geometry.stride : 0
      taps = remainder < geometry.kernel ? (geometry.kernel - remainder + geometry.stride - 1) / geometry.stride : 0
      firstTap = geometry.kernel - 1 - (remainder + geometry.stride * (taps - 1))
      start = quotient - (taps - 1)
    }
  }

  private static func gradientFrame(_ geometry: ConvolutionGeometry) -> Frame {
    func margins(_ size: Int, _ outputSize: Int) -> (before: Int, after: Int) {
      let used = (0..<geometry.stride).map { Phase(offset: $0, size: size, geometry: geometry) }
        .filter { $0.count > 0 && $0.taps > 0 }
      return (
        max(0, -(used.map(\.start).min() ?? 0)),
        max(0, (used.map { $0.start + $0.count - 1 + $0.taps - 1 }.max() ?? 0) - (outputSize - 1))
      )
    }
    let rows = margins(geometry.input.height, geometry.output.height)
    let columns = margins(geometry.input.width, geometry.output.width)
    return Frame(
      map: geometry.output, top: rows.before, left: columns.before,
      height: geometry.output.height + rows.before + rows.after,
      width: geometry.output.width + columns.before + columns.after)
  }

  /// Filter rows of the weight gradient that one worker sums up at a time.
  private static let gradientRows = 48

  /// Images that are framed before the workers turn to the weight gradient: 16 MiB of them.
  private func chunkImages(batch: Int) -> Int {
    inputFrame.isBare ? batch : min(batch, max(1, 4_000_000 / inputFrame.count))
  }

  /// Few input channels, as at the pixels, would leave most of a vector empty: then an output pixel's gradient is
  /// spread over its whole window by one product, and the windows are added up.
  private var spreadsWindows: Bool { inputs < 8 }

  private var windowCount: Int { kernel * kernel * inputs }

  var preparedCount: Int { geometry.weightCount }
  var scratchCount: Int {
    let windows = geometry.output.height * geometry.output.width * windowCount
    return max(inputFrame.count, spreadsWindows ? windows + inputFrame.count : gradientFrame.count)
  }
  func sharedCount(batch: Int) -> Int { inputFrame.isBare ? 0 : chunkImages(batch: batch) * inputFrame.count }

  func prepare(_ filters: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool) {
    let depth = kernel * kernel * inputs
    la_pack(prepared, filters, Int64(depth), Int64(outputs), Int64(outputs), 0, Int64(depth), 0)
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
  private func forEachPhase(_ body: (Phase, Phase, Int) -> Void) {
    var offset = 0
    for a in 0..<stride {
      let rows = Phase(offset: a, size: geometry.input.height, geometry: geometry)
      for b in 0..<stride {
        let columns = Phase(offset: b, size: geometry.input.width, geometry: geometry)
        body(rows, columns, offset)
        offset += rows.taps * columns.taps * outputs * inputs
      }
    }
  }

  func forward(
    _ call: LayerCall, prepared: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectifies: Bool
  ) {
    call.pool.parallel(call.batch, with: (call, self, prepared, bias, rectifies)) { shared, image, worker in
      let (call, method, prepared, bias, rectifies) = shared
      method.forward(call, prepared, bias, rectifies, image: image, worker: worker)
    }
  }

  private func forward(
    _ call: LayerCall, _ prepared: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, _ rectifies: Bool, image: Int,
    worker: Int
  ) {
    let frame = inputFrame
    var product = la_product()
    product.a = framed(frame, call.input + image * geometry.input.count, call.scratch(of: worker))
    product.c = call.output + image * geometry.output.count
    product.c_row = Int64(outputs)
    product.c_block = Int64(geometry.output.width * outputs)
    product.a_row = Int64(stride * inputs)
    product.a_column = 1
    product.a_segment = Int64(frame.width * inputs)
    product.a_block = Int64(stride * frame.width * inputs)
    product.b = prepared
    product.is_packed = true
    product.blocks = Int64(geometry.output.height)
    product.m = Int64(geometry.output.width)
    product.n = Int64(outputs)
    product.segments = Int64(kernel)
    product.k = Int64(kernel * inputs)
    product.bias = bias
    product.rectifies = rectifies
    if kernel == 1 && stride == 1 {
      // A pointwise convolution knows no rows.
      product.m *= product.blocks
      product.blocks = 1
    }
    la_multiply(&product)
  }

  func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>?
  ) {
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
      if kernel == 1 && stride == 1 && columns.count == frame.width {
        product.m *= product.blocks
        product.blocks = 1
      }
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

  /// Chunks of framed images; each worker sums up rows of the gradient of its own.
  func weightGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let frame = inputFrame, images = chunkImages(batch: call.batch)
    let blocks = (kernel * inputs + Self.gradientRows - 1) / Self.gradientRows
    for first in Swift.stride(from: 0, to: call.batch, by: images) {
      let count = min(images, call.batch - first)
      if !frame.isBare {
        call.pool.parallel(count, with: (frame, call, first)) { shared, index, _ in
          let (frame, call, first) = shared
          frame.fill(call.shared + index * frame.count, from: call.input + (first + index) * call.inputShape.count)
        }
      }
      let source = frame.isBare ? call.input + first * geometry.input.count : UnsafePointer(call.shared)
      call.pool.parallel(
        kernel * blocks, with: (self, source, outputGradient, gradient, first..<first + count)
      ) { shared, item, _ in
        let (method, source, outputGradient, gradient, images) = shared
        method.addGradient(of: images, source, outputGradient, into: gradient, item: item)
      }
    }
  }

  /// Some rows of one of the filters' rows of taps.
  private func addGradient(
    of images: Range<Int>, _ source: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>, item: Int
  ) {
    let frame = inputFrame, rows = kernel * inputs
    let (y, block) = item.quotientAndRemainder(dividingBy: (rows + Self.gradientRows - 1) / Self.gradientRows)
    let row = block * Self.gradientRows
    var product = la_product()
    product.c = gradient + (y * rows + row) * outputs
    product.c_row = Int64(outputs)
    product.a_row = 1
    product.a_column = Int64(stride * inputs)
    product.a_segment = Int64(stride * frame.width * inputs)
    product.b_row = Int64(outputs)
    product.b_segment = Int64(geometry.output.width * outputs)
    product.blocks = 1
    product.m = Int64(min(Self.gradientRows, rows - row))
    product.n = Int64(outputs)
    product.segments = Int64(geometry.output.height)
    product.k = Int64(geometry.output.width)
    if kernel == 1 && stride == 1 {
      product.k *= product.segments
      product.segments = 1
    }
    for image in images {
      product.a = source + (image - images.lowerBound) * frame.count + y * frame.width * inputs + row
      product.b = outputGradient + image * geometry.output.count
      product.accumulates = image > 0
      la_multiply(&product)
    }
  }

  /// The framed image: in place where there is nothing to add.
  private func framed(
    _ frame: Frame, _ image: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    if frame.isBare { return image }
    frame.fill(scratch, from: image)
    return UnsafePointer(scratch)
  }
}
