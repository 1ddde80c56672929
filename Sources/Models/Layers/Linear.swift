import CKernels
import Tensors

/// A fully connected layer: output (N, out) = input (N, in) · weight (in, out) + bias.
struct Linear: Layer {
  var input: ImageShape
  var output: Int

  /// Rows of one product in training; in evaluation it is one, so that an image's logits do not depend on the batch.
  private static let trainingRows = 32
  /// Rows of the weight gradient that one worker computes at a time.
  private static let gradientRows = 256

  var tensors: [WeightTensor] {
    [
      WeightTensor("weight", .linear(input: input, output: output), .weight),
      WeightTensor("bias", .vector(output), .bias),
    ]
  }

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { ImageShape(height: 1, width: 1, channels: output) }

  func sharedCount(_ input: ImageShape, batch: Int) -> Int { batch * input.count }

  func forward(_ call: LayerCall) {
    let bias = call.weights + input.count * output
    forEachBlock(call) { first, rows in
      let target = call.output + first * output
      la_fill_rows(target, bias, Int64(rows), Int64(output))
      Gemm.multiply(
        into: target, call.input + first * input.count, call.weights, m: rows, n: output, k: input.count,
        accumulate: true)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    if let inputGradient = gradients.input {
      forEachBlock(call) { first, rows in
        Gemm.multiply(
          into: inputGradient + first * input.count, gradients.output + first * output, call.weights, m: rows,
          n: input.count, k: output, transposeB: true)
      }
    }
    guard let weightGradient = gradients.weights else { return }
    // Transposed once, so that each block of the gradient is a product over consecutive rows.
    let transposed = call.shared
    for image in 0..<call.batch {
      for i in 0..<input.count { transposed[i * call.batch + image] = call.input[image * input.count + i] }
    }
    let blocks = (input.count + Self.gradientRows - 1) / Self.gradientRows
    call.pool.parallel(blocks) { block, _ in
      let first = block * Self.gradientRows
      Gemm.multiply(
        into: weightGradient + first * output, transposed + first * call.batch, gradients.output,
        m: min(Self.gradientRows, input.count - first), n: output, k: call.batch)
    }
    let biasGradient = weightGradient + input.count * output
    biasGradient.update(repeating: 0, count: output)
    la_add_column_sums(biasGradient, gradients.output, Int64(call.batch), Int64(output))
  }

  private func forEachBlock(_ call: LayerCall, _ body: (_ first: Int, _ rows: Int) -> Void) {
    let rows = call.training == nil ? 1 : Self.trainingRows
    call.pool.parallel((call.batch + rows - 1) / rows) { block, _ in
      body(block * rows, min(rows, call.batch - block * rows))
    }
  }
}
