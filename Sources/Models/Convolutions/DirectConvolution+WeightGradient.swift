import CKernels
import Tensors

/// The gradient at the filters: products over the output's positions, summed over the images of the batch.
extension DirectConvolution {
  /// Filter rows of the weight gradient that one worker sums up at a time.
  private static let gradientRows = 48

  /// Images that are framed before the workers turn to the weight gradient: 16 MiB of them.
  func chunkImages(batch: Int) -> Int {
    inputFrame.isBare ? batch : min(batch, max(1, 4_000_000 / inputFrame.count))
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
}
