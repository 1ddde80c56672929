import CKernels
import Tensors

/// Convolution of stride 1 by Winograd's F(4x4, 3x3) or F(2x2, 5x5): a quarter of the products, between transforms.
struct WinogradConvolution: ConvolutionMethod {
  private let geometry: ConvolutionGeometry
  /// Side of a tile's output.
  private let step: Int

  /// Tile positions: a tile is 6x6.
  private static let positions = 36

  /// `nil` where the shape has no Winograd form, or loses by it.
  init?(_ geometry: ConvolutionGeometry) {
    guard geometry.stride == 1, geometry.kernel == 3 || geometry.kernel == 5, geometry.padding < geometry.kernel,
      // Fewer channels do not fill a vector, and the transforms cost more than the products save.
      geometry.input.channels >= 8, geometry.output.channels >= 8
    else { return nil }
    self.geometry = geometry
    step = 7 - geometry.kernel
    // A tile that hangs over the edge still costs 36 products: less than direct convolution's while it covers some.
    let tiles = Self.tiles(geometry.output, step)
    guard
      tiles * Self.positions <= geometry.output.height * geometry.output.width * geometry.kernel * geometry.kernel / 2
    else { return nil }
  }

  private static func tiles(_ map: ImageShape, _ step: Int) -> Int {
    ((map.height + step - 1) / step) * ((map.width + step - 1) / step)
  }

  /// One direction: which map is read, which is written, and how the tiles lie on them.
  private struct Pass {
    let source: ImageShape
    let target: ImageShape
    let step: Int
    let padding: Int

    var tiles: Int { WinogradConvolution.tiles(target, step) }
    var across: Int { (target.width + step - 1) / step }
    var sourceTiles: la_tiles { layout(source, padding) }
    var targetTiles: la_tiles { layout(target, 0) }

    private func layout(_ map: ImageShape, _ padding: Int) -> la_tiles {
      la_tiles(
        height: Int64(map.height), width: Int64(map.width), channels: Int64(map.channels), across: Int64(across),
        step: Int64(step), padding: Int64(padding))
    }
  }

  private var forwardPass: Pass {
    Pass(source: geometry.input, target: geometry.output, step: step, padding: geometry.padding)
  }
  private var backwardPass: Pass {
    Pass(
      source: geometry.output, target: geometry.input, step: step, padding: geometry.kernel - 1 - geometry.padding)
  }

  /// Floats between two positions of `rows` x `channels` numbers: sixteen more than they need, since powers of two
  /// would put all 36 positions into the same cache sets.
  private static func stride(_ rows: Int, _ channels: Int) -> Int { rows * channels + 16 }

  private var filterStride: Int { Self.stride(geometry.input.channels, geometry.output.channels) }

  /// Tiles transformed at a time: they and their products stay in the second-level cache (1 MiB), while the filters
  /// are read once for as many tiles as possible.
  private var blockTiles: Int {
    let bytes = 4 * Self.positions * (geometry.input.channels + geometry.output.channels)
    return min(max(900_000 / bytes, 32), 128)
  }

  /// Tiles of the weight gradient between two meetings of the workers.
  private var chunkTiles: Int {
    min(max(1_000_000 / (Self.positions * (geometry.input.channels + geometry.output.channels)), 64), 1024)
  }

  private func chunkImages(batch: Int) -> Int { min(batch, max(1, chunkTiles / forwardPass.tiles)) }

  var preparedCount: Int { Self.positions * filterStride }

  var scratchCount: Int {
    Self.positions
      * (Self.stride(blockTiles, geometry.input.channels) + Self.stride(blockTiles, geometry.output.channels))
  }

  func sharedCount(batch: Int) -> Int {
    let tiles = chunkImages(batch: batch) * forwardPass.tiles
    return Self.positions
      * (Self.stride(tiles, geometry.input.channels) + Self.stride(tiles, geometry.output.channels) + filterStride)
  }

  func prepare(_ filters: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool) {
    transform(filters, geometry.input.channels, geometry.output.channels, into: prepared, pool)
  }

  func prepareBackward(
    _ flipped: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) { transform(flipped, geometry.output.channels, geometry.input.channels, into: prepared, pool) }

  private func transform(
    _ filters: UnsafePointer<Float>, _ inputs: Int, _ outputs: Int, into prepared: UnsafeMutablePointer<Float>,
    _ pool: WorkerPool
  ) {
    // Sixteen inputs are work enough for a turn of a worker.
    let blocks = (inputs + 15) / 16
    pool.parallel(blocks, with: (self, filters, inputs, outputs, prepared)) { shared, block, _ in
      let (method, filters, inputs, outputs, prepared) = shared
      la_winograd_filters(
        prepared, Int64(method.filterStride), filters, Int64(method.geometry.kernel), Int64(inputs), Int64(outputs),
        Int64(block * 16), Int64(min(16, inputs - block * 16)))
    }
  }

  func forward(
    _ call: LayerCall, prepared: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectifies: Bool
  ) {
    convolve(call, forwardPass, call.input, prepared, into: call.output, bias, nil, rectifies)
  }

  func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, prepared: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>?
  ) { convolve(call, backwardPass, outputGradient, prepared, into: inputGradient, nil, gate, false) }

  private func convolve(
    _ call: LayerCall, _ pass: Pass, _ source: UnsafePointer<Float>, _ filters: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>?, _ gate: UnsafePointer<Float>?,
    _ rectifies: Bool
  ) {
    // Small maps: several images make a block, but no worker's share of them is left to another.
    let images = max(1, min(blockTiles / pass.tiles, call.imagesOfWorker))
    call.pool.parallel(
      (call.batch + images - 1) / images,
      with: (blockTiles, images, call, pass, source, filters, filterStride, target, bias, gate, rectifies)
    ) { shared, item, worker in
      let (block, images, call, pass, source, filters, filterStride, target, bias, gate, rectifies) = shared
      let tiles = pass.tiles, inputs = pass.source.channels, outputs = pass.target.channels
      let sourceStride = Self.stride(block, inputs), productStride = Self.stride(block, outputs)
      let transformed = call.scratch(of: worker), products = transformed + Self.positions * sourceStride
      let first = item * images * tiles, end = min((item + 1) * images, call.batch) * tiles
      for start in Swift.stride(from: first, to: end, by: block) {
        let count = min(block, end - start)
        Self.forEachImagePart(start, count, tiles) { image, tile, tileCount, row in
          la_winograd_input(
            transformed + row * inputs, Int64(sourceStride), source + image * pass.source.count, pass.sourceTiles,
            Int64(tile), Int64(tileCount))
        }
        var product = la_product()
        product.c_row = Int64(outputs)
        product.a_row = Int64(inputs)
        product.a_column = 1
        product.blocks = 1
        product.m = Int64(count)
        product.n = Int64(outputs)
        product.segments = 1
        product.k = Int64(inputs)
        product.is_packed = true
        for position in 0..<Self.positions {
          product.c = products + position * productStride
          product.a = UnsafePointer(transformed + position * sourceStride)
          product.b = filters + position * filterStride
          la_multiply(&product)
        }
        Self.forEachImagePart(start, count, tiles) { image, tile, tileCount, row in
          let offset = image * pass.target.count
          la_winograd_output(
            target + offset, products + row * outputs, Int64(productStride), pass.targetTiles, Int64(tile),
            Int64(tileCount), bias, gate.map { $0 + offset }, rectifies ? 1 : 0)
        }
      }
    }
  }

  /// Splits tiles `start ..< start + count` of the batch by image: (image, its first tile, tiles, row in the block).
  private static func forEachImagePart(_ start: Int, _ count: Int, _ tiles: Int, _ body: (Int, Int, Int, Int) -> Void) {
    var row = 0
    while row < count {
      let (image, tile) = (start + row).quotientAndRemainder(dividingBy: tiles)
      let some = min(tiles - tile, count - row)
      body(image, tile, some, row)
      row += some
    }
  }

  /// Chunks of images: all workers transform them, then each sums up positions of its own.
  func weightGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let pass = forwardPass, tiles = pass.tiles, inputs = pass.source.channels, outputs = pass.target.channels
    let images = chunkImages(batch: call.batch)
    let sourceStride = Self.stride(images * tiles, inputs), gradientStride = Self.stride(images * tiles, outputs)
    let sources = call.shared, gradients = sources + Self.positions * sourceStride
    let sums = gradients + Self.positions * gradientStride
    for first in Swift.stride(from: 0, to: call.batch, by: images) {
      let count = min(images, call.batch - first)
      call.pool.parallel(
        count, with: (call, pass, outputGradient, first, sources, sourceStride, gradients, gradientStride)
      ) { shared, index, _ in
        let (call, pass, outputGradient, first, sources, sourceStride, gradients, gradientStride) = shared
        let tiles = pass.tiles, inputs = pass.source.channels, outputs = pass.target.channels
        let image = first + index
        la_winograd_input(
          sources + index * tiles * inputs, Int64(sourceStride), call.input + image * pass.source.count,
          pass.sourceTiles, 0, Int64(tiles))
        la_winograd_gradient(
          gradients + index * tiles * outputs, Int64(gradientStride), outputGradient + image * pass.target.count,
          pass.targetTiles, 0, Int64(tiles))
      }
      call.pool.parallel(
        Self.positions,
        with: (pass, first, count, sources, sourceStride, gradients, gradientStride, sums, filterStride)
      ) { shared, position, _ in
        let (pass, first, count, sources, sourceStride, gradients, gradientStride, sums, filterStride) = shared
        let tiles = pass.tiles, inputs = pass.source.channels, outputs = pass.target.channels
        var product = la_product()
        product.c = sums + position * filterStride
        product.c_row = Int64(outputs)
        product.a = UnsafePointer(sources + position * sourceStride)
        product.a_row = 1
        product.a_column = Int64(inputs)
        product.b = UnsafePointer(gradients + position * gradientStride)
        product.b_row = Int64(outputs)
        product.blocks = 1
        product.m = Int64(inputs)
        product.n = Int64(outputs)
        product.segments = 1
        product.k = Int64(count * tiles)
        product.accumulates = first > 0
        la_multiply(&product)
      }
    }
    call.pool.parallel((inputs + 15) / 16, with: (self, sums, gradient)) { shared, block, _ in
      let (method, sums, gradient) = shared
      let inputs = method.geometry.input.channels
      la_winograd_filter_gradient(
        gradient, sums, Int64(method.filterStride), Int64(method.geometry.kernel), Int64(inputs),
        Int64(method.geometry.output.channels), Int64(block * 16), Int64(min(16, inputs - block * 16)))
    }
  }
}
