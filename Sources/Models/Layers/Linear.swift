import CKernels
import Tensors

/// A fully connected layer: output (N, out) = input (N, in) · weight (in, out) + bias; then optionally a ReLU.
///
/// Each number is a sum over the inputs in one order, so an image's logits do not depend on the batch around it.
struct Linear: RectifiableLayer {
  var input: ImageShape
  var output: Int
  var hasBias = true
  var rectifies = false

  /// Columns that one worker computes at a time: a whole number of panels for every vector width. Their weights are
  /// copied together first, since rows of the whole matrix may lie a page apart.
  private static let columns = 48
  /// Rows of the weight gradient that one worker computes at a time.
  private static let gradientRows = 96

  var gatesInputGradient: Bool { true }

  var tensors: [WeightTensor] {
    [
      WeightTensor("weight", .linear(input: input, output: output), .weight)
    ] + (hasBias ? [WeightTensor("bias", .vector(output), .bias)] : [])
  }

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { ImageShape(height: 1, width: 1, channels: output) }

  func scratchCount(_ input: ImageShape) -> Int { Self.columns * max(input.count, output) }
  func sharedCount(_ input: ImageShape, batch: Int) -> Int { batch * output }

  func forward(_ call: LayerCall) {
    call.pool.parallel(Self.blocks(output), with: (self, call)) { shared, block, worker in
      let (layer, call) = shared
      let inputs = layer.input.count, output = layer.output, scratch = call.scratch(of: worker)
      let first = block * Self.columns, columns = min(Self.columns, output - first)
      la_pack(scratch, call.weights + first, Int64(inputs), Int64(columns), Int64(output), 0, Int64(inputs), 0)
      var product = Self.product(m: call.batch, n: columns, k: inputs)
      product.c = call.output + first
      product.c_row = Int64(output)
      product.a = call.input
      product.a_row = Int64(inputs)
      product.a_column = 1
      product.b = UnsafePointer(scratch)
      product.is_packed = true
      product.bias = layer.hasBias ? UnsafePointer(call.weights + inputs * output + first) : nil
      product.rectifies = layer.rectifies
      la_multiply(&product)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    if let inputGradient = gradients.input { self.inputGradient(call, gradients.output, into: inputGradient) }
    guard let weightGradient = gradients.weights else { return }
    let packed = call.shared
    la_pack(packed, gradients.output, Int64(call.batch), Int64(output), Int64(output), 0, Int64(call.batch), 0)
    let blocks = (input.count + Self.gradientRows - 1) / Self.gradientRows
    call.pool.parallel(blocks, with: (input.count, output, call, packed, weightGradient)) { shared, block, _ in
      let (inputs, output, call, packed, weightGradient) = shared
      let first = block * Self.gradientRows
      var product = Self.product(m: min(Self.gradientRows, inputs - first), n: output, k: call.batch)
      product.c = weightGradient + first * output
      product.c_row = Int64(output)
      product.a = call.input + first
      product.a_row = 1
      product.a_column = Int64(inputs)
      product.b = UnsafePointer(packed)
      product.is_packed = true
      la_multiply(&product)
    }
    guard hasBias else { return }
    let biasGradient = weightGradient + input.count * output
    biasGradient.update(repeating: 0, count: output)
    la_add_column_sums(biasGradient, gradients.output, Int64(call.batch), Int64(output))
  }

  private func inputGradient(
    _ call: LayerCall, _ outputGradient: UnsafePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    call.pool.parallel(
      Self.blocks(input.count), with: (self, call, outputGradient, inputGradient)
    ) { shared, block, worker in
      let (layer, call, outputGradient, inputGradient) = shared
      let inputs = layer.input.count, output = layer.output, scratch = call.scratch(of: worker)
      let first = block * Self.columns, columns = min(Self.columns, inputs - first)
      // Rows of the weights become columns.
      la_flip_filters(scratch, call.weights + first * output, 1, Int64(columns), Int64(output))
      var product = Self.product(m: call.batch, n: columns, k: output)
      product.c = inputGradient + first
      product.c_row = Int64(inputs)
      product.a = outputGradient
      product.a_row = Int64(output)
      product.a_column = 1
      product.b = UnsafePointer(scratch)
      product.b_row = Int64(columns)
      product.mask = call.inputIsRectified ? call.input + first : nil
      la_multiply(&product)
    }
  }

  private static func blocks(_ count: Int) -> Int { (count + columns - 1) / columns }

  private static func product(m: Int, n: Int, k: Int) -> la_product {
    var product = la_product()
    product.blocks = 1
    product.m = Int64(m)
    product.n = Int64(n)
    product.segments = 1
    product.k = Int64(k)
    return product
  }
}
