import CKernels
import Tensors

/// Convolution of any size, stride and padding as products over rows of a zero-padded image: nothing is unrolled.
///
/// A kernel row of k taps over C channels is one run of k·C numbers, so an output row is a product whose rows begin
/// `stride` pixels apart, summed over the kernel's rows.
struct DirectConvolution: ConvolutionMethod {
  let geometry: ConvolutionGeometry
  let inputFrame: PaddedMap
  let gradientFrame: PaddedMap

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    inputFrame = Self.inputFrame(geometry)
    gradientFrame = Self.gradientFrame(geometry)
  }

  var inputs: Int { geometry.input.channels }
  var outputs: Int { geometry.output.channels }
  var kernel: Int { geometry.kernel }
  var stride: Int { geometry.stride }

  private static func inputFrame(_ geometry: ConvolutionGeometry) -> PaddedMap {
    let padding = geometry.padding
    return PaddedMap(
      map: geometry.input, top: padding, left: padding, height: geometry.input.height + 2 * padding,
      width: geometry.input.width + 2 * padding)
  }

  /// Few input channels, as at the pixels, would leave most of a vector empty: then an output pixel's gradient is
  /// spread over its whole window by one product, and the windows are added up.
  var spreadsWindows: Bool { inputs < 8 }

  var windowCount: Int { kernel * kernel * inputs }

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

  func forward(
    _ call: LayerCall, prepared: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectifies: Bool
  ) {
    if isPointwise {
      multiply(call, call.input, inputs, prepared, into: call.output, outputs, bias, nil, rectifies)
      return
    }
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
    la_multiply(&product)
  }

  /// A pointwise convolution knows neither rows nor images.
  var isPointwise: Bool { kernel == 1 && stride == 1 && geometry.padding == 0 }

  /// Pixels of one product: the filters are read once for as many, and every worker has some.
  private static let pointwisePixels = 128

  /// The product of a pointwise convolution, in either direction.
  func multiply(
    _ call: LayerCall, _ source: UnsafePointer<Float>, _ inputs: Int, _ prepared: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, _ outputs: Int, _ bias: UnsafePointer<Float>?,
    _ gate: UnsafePointer<Float>?, _ rectifies: Bool
  ) {
    let map = geometry.output.height * geometry.output.width, pixels = call.batch * map
    let share = min(max(map, Self.pointwisePixels), call.imagesOfWorker * map)
    call.pool.parallel(
      (pixels + share - 1) / share,
      with: (source, inputs, prepared, target, outputs, bias, gate, rectifies, pixels, share)
    ) { shared, item, _ in
      let (source, inputs, prepared, target, outputs, bias, gate, rectifies, pixels, share) = shared
      let first = item * share
      var product = la_product()
      product.a = source + first * inputs
      product.a_row = Int64(inputs)
      product.a_column = 1
      product.c = target + first * outputs
      product.c_row = Int64(outputs)
      product.mask = gate.map { $0 + first * outputs }
      product.b = prepared
      product.is_packed = true
      product.blocks = 1
      product.m = Int64(min(share, pixels - first))
      product.n = Int64(outputs)
      product.segments = 1
      product.k = Int64(inputs)
      product.bias = bias
      product.rectifies = rectifies
      la_multiply(&product)
    }
  }

  /// The framed image: in place where there is nothing to add.
  func framed(
    _ frame: PaddedMap, _ image: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    if frame.isBare { return image }
    frame.fill(scratch, from: image)
    return UnsafePointer(scratch)
  }
}
