import CKernels
import Tensors

/// Products of matrices, several for each image, as in attention: output p (rows, columns) = left p (rows, inner) ·
/// right p (inner, columns).
struct BatchedProduct: Layer {
  /// Where the matrices of one operand lie, in floats from the start of one image's value.
  struct Operand: Sendable {
    /// One for each product; products may share a matrix.
    let starts: [Int32]
    let rowStep: Int
    let columnStep: Int
    /// Floats of one image.
    let count: Int
  }

  let left: Operand
  let right: Operand
  let rows: Int
  let inner: Int
  let columns: Int
  let output: ImageShape

  var accumulatesInputGradient: Bool { true }
  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }
  /// A matrix in the order that the kernel reads, and a product that is spread afterwards.
  func scratchCount(_ input: ImageShape) -> Int { inner * columns + inner * max(rows, columns) }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, worker in
      let (call, layer) = shared
      for p in layer.left.starts.indices {
        var product = layer.product(layer.rows, layer.columns, layer.inner)
        product.c = call.output + image * layer.output.count + p * layer.rows * layer.columns
        product.a = call.inputs[0] + image * layer.left.count + Int(layer.left.starts[p])
        product.a_row = Int64(layer.left.rowStep)
        product.a_column = Int64(layer.left.columnStep)
        let right = call.inputs[1] + image * layer.right.count + Int(layer.right.starts[p])
        layer.setRight(
          &product, right, layer.right.rowStep, layer.right.columnStep, layer.inner, layer.columns,
          scratch: call.scratch(of: worker))
        la_multiply(&product)
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    call.pool.parallel(call.batch, with: (call, gradients, self)) { shared, image, worker in
      let (call, gradients, layer) = shared
      // Operand by operand: both may be the same value.
      layer.leftGradient(call, gradients, image, scratch: call.scratch(of: worker))
      layer.rightGradient(call, gradients, image, scratch: call.scratch(of: worker))
    }
  }

  /// gradient (rows, columns) · rightᵀ (columns, inner).
  private func leftGradient(
    _ call: LayerCall, _ gradients: LayerGradients, _ image: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    guard let target = cleared(0, left, gradients, image) else { return }
    for p in left.starts.indices {
      var product = self.product(rows, inner, columns)
      product.a = gradients.output + image * output.count + p * rows * columns
      product.a_row = Int64(columns)
      product.a_column = 1
      let matrix = call.inputs[1] + image * right.count + Int(right.starts[p])
      setRight(&product, matrix, right.columnStep, right.rowStep, columns, inner, scratch: scratch)
      write(&product, to: target + Int(left.starts[p]), left, rows, inner, scratch: scratch + inner * columns)
    }
  }

  /// leftᵀ (inner, rows) · gradient (rows, columns).
  private func rightGradient(
    _ call: LayerCall, _ gradients: LayerGradients, _ image: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    guard let target = cleared(1, right, gradients, image) else { return }
    for p in right.starts.indices {
      var product = self.product(inner, columns, rows)
      product.a = call.inputs[0] + image * left.count + Int(left.starts[p])
      product.a_row = Int64(left.columnStep)
      product.a_column = Int64(left.rowStep)
      product.b = gradients.output + image * output.count + p * rows * columns
      product.b_row = Int64(columns)
      write(&product, to: target + Int(right.starts[p]), right, inner, columns, scratch: scratch + inner * columns)
    }
  }

  private func product(_ m: Int, _ n: Int, _ k: Int) -> la_product {
    var product = la_product()
    product.c_row = Int64(n)
    product.blocks = 1
    product.m = Int64(m)
    product.n = Int64(n)
    product.segments = 1
    product.k = Int64(k)
    return product
  }

  /// The kernel reads the rows of its right matrix in one run: others are put in order first.
  private func setRight(
    _ product: inout la_product, _ matrix: UnsafePointer<Float>, _ rowStep: Int, _ columnStep: Int, _ rows: Int,
    _ columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    guard columnStep != 1 else {
      product.b = matrix
      product.b_row = Int64(rowStep)
      return
    }
    for r in 0..<rows {
      for c in 0..<columns { scratch[r * columns + c] = matrix[r * rowStep + c * columnStep] }
    }
    product.b = UnsafePointer(scratch)
    product.b_row = Int64(columns)
  }

  /// The gradient of an operand, zero where it is not to be added to.
  private func cleared(
    _ input: Int, _ operand: Operand, _ gradients: LayerGradients, _ image: Int
  ) -> UnsafeMutablePointer<Float>? {
    guard let target = gradients.inputs[input].map({ $0 + image * operand.count }) else { return nil }
    if !gradients.accumulates[input] { target.update(repeating: 0, count: operand.count) }
    return target
  }

  /// Adds the product to a matrix of the operand.
  private func write(
    _ product: inout la_product, to target: UnsafeMutablePointer<Float>, _ operand: Operand, _ rows: Int,
    _ columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    guard operand.columnStep != 1 else {
      product.c = target
      product.c_row = Int64(operand.rowStep)
      product.accumulates = true
      la_multiply(&product)
      return
    }
    product.c = scratch
    la_multiply(&product)
    for r in 0..<rows {
      for c in 0..<columns { target[r * operand.rowStep + c * operand.columnStep] += scratch[r * columns + c] }
    }
  }
}
