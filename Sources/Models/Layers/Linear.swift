import CKernels
import Tensors

/// A fully connected layer: output (N, out) = input (N, in) · weight (in, out) + bias; then optionally a ReLU.
///
/// Each number is one chain of additions over the inputs, so an image's logits do not depend on the batch around it.
struct Linear: Layer {
  var input: ImageShape
  var output: Int
  var rectifies = false

  /// Columns that one worker computes at a time: a whole number of panels for every vector width. Their weights are
  /// copied together first, since rows of the whole matrix may lie a page apart.
  private static let columns = 48
  /// Rows of the weight gradient that one worker computes at a time.
  private static let gradientRows = 96

  var gatesInputGradient: Bool { true }

  var tensors: [WeightTensor] {
    [
      WeightTensor("weight", .linear(input: input, output: output), .weight),
      WeightTensor("bias", .vector(output), .bias),
    ]
  }

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { ImageShape(height: 1, width: 1, channels: output) }

  func scratchCount(_ input: ImageShape) -> Int { Self.columns * max(input.count, output) }
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { batch * output }

  func forward(_ call: LayerCall) {
    let bias = call.weights + input.count * output
    forEachBlock(of: output, call) { first, columns, scratch in
      la_pack(
        scratch, call.weights + first, Int64(input.count), Int64(columns), Int64(output), 0, Int64(input.count), 0)
      var product = product(m: call.batch, n: columns, k: input.count)
      product.c = call.output + first
      product.c_row = Int64(output)
      product.a = call.input
      product.a_row = Int64(input.count)
      product.a_column = 1
      product.b = UnsafePointer(scratch)
      product.is_packed = true
      product.bias = UnsafePointer(bias + first)
      product.rectifies = rectifies
      la_multiply(&product)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    if let inputGradient = gradients.input {
      forEachBlock(of: input.count, call) { first, columns, scratch in
        // Rows of the weights become columns.
        la_flip_filters(scratch, call.weights + first * output, 1, Int64(columns), Int64(output))
        var product = product(m: call.batch, n: columns, k: output)
        product.c = inputGradient + first
        product.c_row = Int64(input.count)
        product.a = gradients.output
        product.a_row = Int64(output)
        product.a_column = 1
        product.b = UnsafePointer(scratch)
        product.b_row = Int64(columns)
        product.mask = call.inputIsRectified ? call.input + first : nil
        la_multiply(&product)
      }
    }
    guard let weightGradient = gradients.weights else { return }
    let packed = call.shared
    la_pack(packed, gradients.output, Int64(call.batch), Int64(output), Int64(output), 0, Int64(call.batch), 0)
    call.pool.parallel((input.count + Self.gradientRows - 1) / Self.gradientRows) { block, _ in
      let first = block * Self.gradientRows
      var product = product(m: min(Self.gradientRows, input.count - first), n: output, k: call.batch)
      product.c = weightGradient + first * output
      product.c_row = Int64(output)
      product.a = call.input + first
      product.a_row = 1
      product.a_column = Int64(input.count)
      product.b = UnsafePointer(packed)
      product.is_packed = true
      la_multiply(&product)
    }
    let biasGradient = weightGradient + input.count * output
    biasGradient.update(repeating: 0, count: output)
    la_add_column_sums(biasGradient, gradients.output, Int64(call.batch), Int64(output))
  }

  private func product(m: Int, n: Int, k: Int) -> la_product {
    var product = la_product()
    product.blocks = 1
    product.m = Int64(m)
    product.n = Int64(n)
    product.segments = 1
    product.k = Int64(k)
    return product
  }

  private func forEachBlock(
    of count: Int, _ call: LayerCall,
    _ body: (_ first: Int, _ columns: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    call.pool.parallel((count + Self.columns - 1) / Self.columns) { block, worker in
      let first = block * Self.columns
      body(first, min(Self.columns, count - first), call.scratch(of: worker))
    }
  }
}
