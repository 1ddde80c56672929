import CKernels
import Tensors

/// Convolution of stride 1 on maps of a few pixels, pixel by pixel: the images are the rows of each product, and taps
/// that would meet padding are left out.
///
/// A 3x3 filter on a 2x2 map has nine taps, and four of them meet a pixel.
struct PixelConvolution: ConvolutionMethod {
  private let geometry: ConvolutionGeometry

  /// Images of one product: enough to read the filters once for many, few enough to share among workers.
  private static let blockImages = 32
  /// Rows of the weight gradient that one worker sums up at a time.
  private static let gradientRows = 48

  /// `nil` unless more than half of the taps meet padding.
  init?(_ geometry: ConvolutionGeometry) {
    guard geometry.stride == 1, geometry.padding < geometry.kernel else { return nil }
    self.geometry = geometry
    let axes = [(geometry.input.height, geometry.output.height), (geometry.input.width, geometry.output.width)]
    let met = axes.map { size, outputSize in
      (0..<outputSize).map { Taps(at: $0, of: size, geometry.kernel, geometry.padding).count }.reduce(0, +)
    }
    let all = geometry.output.height * geometry.output.width * geometry.kernel * geometry.kernel
    guard met[0] * met[1] * 2 < all else { return nil }
  }

  /// The taps of one filter row or column that meet the map at one place of the target.
  private struct Taps {
    let first: Int
    let count: Int
    /// The source pixel that the first of them meets.
    let source: Int

    init(at place: Int, of size: Int, _ kernel: Int, _ padding: Int) {
      first = max(0, padding - place)
      count = max(0, min(kernel, size + padding - place) - first)
      source = place - padding + first
    }
  }

  private var depth: Int { geometry.kernel * geometry.kernel }

  var preparedCount: Int { geometry.weightCount }
  var scratchCount: Int { 0 }
  func sharedCount(batch: Int) -> Int { batch * (geometry.input.count + geometry.output.count) }

  func prepare(_ filters: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool) {
    pack(filters, geometry.input.channels, geometry.output.channels, into: prepared)
  }

  func prepareBackward(
    _ flipped: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) { pack(flipped, geometry.output.channels, geometry.input.channels, into: prepared) }

  private func pack(
    _ filters: UnsafePointer<Float>, _ inputs: Int, _ outputs: Int, into prepared: UnsafeMutablePointer<Float>
  ) {
    la_pack(
      prepared, filters, Int64(depth * inputs), Int64(outputs), Int64(outputs), 0, Int64(depth * inputs), 0)
  }

  func forward(
    _ call: LayerCall, prepared: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectifies: Bool
  ) {
    convolve(
      call, call.input, geometry.input, prepared, into: call.output, geometry.output, geometry.padding, bias, nil,
      rectifies)
  }

  func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>?
  ) {
    convolve(
      call, outputGradient, geometry.output, prepared, into: inputGradient, geometry.input,
      geometry.kernel - 1 - geometry.padding, nil, gate, false)
  }

  private func convolve(
    _ call: LayerCall, _ source: UnsafePointer<Float>, _ sourceShape: ImageShape, _ filters: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, _ targetShape: ImageShape, _ padding: Int, _ bias: UnsafePointer<Float>?,
    _ gate: UnsafePointer<Float>?, _ rectifies: Bool
  ) {
    let pixels = targetShape.height * targetShape.width
    let blocks = (call.batch + Self.blockImages - 1) / Self.blockImages
    call.pool.parallel(
      blocks * pixels,
      with: (self, call.batch, source, sourceShape, filters, target, targetShape, padding, bias, gate, rectifies)
    ) { shared, item, _ in
      let (method, batch, source, sourceShape, filters, target, targetShape, padding, bias, gate, rectifies) = shared
      let inputs = sourceShape.channels, outputs = targetShape.channels, kernel = method.geometry.kernel
      let pixels = targetShape.height * targetShape.width
      let (block, pixel) = item.quotientAndRemainder(dividingBy: pixels)
      let (y, x) = pixel.quotientAndRemainder(dividingBy: targetShape.width)
      let rows = Taps(at: y, of: sourceShape.height, kernel, padding)
      let columns = Taps(at: x, of: sourceShape.width, kernel, padding)
      let first = block * Self.blockImages, place = first * targetShape.count + pixel * outputs
      var product = la_product()
      product.c = target + place
      product.c_row = Int64(targetShape.count)
      product.mask = gate.map { $0 + place }
      product.a =
        source + first * sourceShape.count + (rows.source * sourceShape.width + columns.source) * inputs
      product.a_row = Int64(sourceShape.count)
      product.a_column = 1
      product.a_segment = Int64(sourceShape.width * inputs)
      product.b = filters
      product.is_packed = true
      product.b_depth = Int64(method.depth * inputs)
      product.b_first = Int64((rows.first * kernel + columns.first) * inputs)
      product.b_segment = Int64(kernel * inputs)
      product.blocks = 1
      product.m = Int64(min(Self.blockImages, batch - first))
      product.n = Int64(outputs)
      product.segments = Int64(rows.count)
      product.k = Int64(columns.count * inputs)
      product.bias = bias
      product.rectifies = rectifies
      la_multiply(&product)
    }
  }

  /// The images' numbers at each pixel are brought together first; then each worker sums up rows of its own.
  func weightGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let sources = call.shared, gradients = sources + call.batch * geometry.input.count
    call.pool.parallel(geometry.input.height * geometry.input.width, with: (call, sources)) { shared, pixel, _ in
      let (call, sources) = shared
      let input = call.inputShape, inputs = input.channels, batch = call.batch
      for image in 0..<batch {
        (sources + (pixel * batch + image) * inputs).update(
          from: call.input + image * input.count + pixel * inputs, count: inputs)
      }
    }
    call.pool.parallel(geometry.output.height * geometry.output.width, with: (call, outputGradient, gradients)) {
      shared, pixel, _ in
      let (call, outputGradient, gradients) = shared
      let output = call.outputShape, outputs = output.channels, batch = call.batch
      la_pack(
        gradients + pixel * batch * outputs, outputGradient + pixel * outputs, Int64(batch), Int64(outputs),
        Int64(output.count), 0, Int64(batch), 0)
    }
    let blocks = (geometry.input.channels + Self.gradientRows - 1) / Self.gradientRows
    call.pool.parallel(
      depth * blocks, with: (geometry, call.batch, sources, gradients, gradient)
    ) { shared, item, _ in
      let (geometry, batch, sources, gradients, gradient) = shared
      let input = geometry.input, output = geometry.output, inputs = input.channels, outputs = output.channels
      let blocks = (inputs + Self.gradientRows - 1) / Self.gradientRows
      let (tap, block) = item.quotientAndRemainder(dividingBy: blocks)
      let (ky, kx) = tap.quotientAndRemainder(dividingBy: geometry.kernel)
      let row = block * Self.gradientRows, rows = min(Self.gradientRows, inputs - row)
      var product = la_product()
      product.c = gradient + (tap * inputs + row) * outputs
      product.c_row = Int64(outputs)
      product.a_row = 1
      product.a_column = Int64(inputs)
      product.is_packed = true
      product.blocks = 1
      product.m = Int64(rows)
      product.n = Int64(outputs)
      product.segments = 1
      product.k = Int64(batch)
      for y in 0..<output.height {
        for x in 0..<output.width {
          let sourceY = y + ky - geometry.padding, sourceX = x + kx - geometry.padding
          guard (0..<input.height).contains(sourceY), (0..<input.width).contains(sourceX) else { continue }
          product.a = UnsafePointer(sources + (sourceY * input.width + sourceX) * batch * inputs + row)
          product.b = UnsafePointer(gradients + (y * output.width + x) * batch * outputs)
          la_multiply(&product)
          product.accumulates = true
        }
      }
      // A tap that meets no pixel at all.
      if !product.accumulates {
        (gradient + (tap * inputs + row) * outputs).update(repeating: 0, count: rows * outputs)
      }
    }
  }
}
