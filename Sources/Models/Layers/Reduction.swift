import CKernels
import Tensors

/// Sums, means or maxima along one axis of an input that is (rows, `count`, `width`): (rows, `width`) are left.
struct Reduction: Layer {
  let kind: ReductionKind
  let rows: Int
  let count: Int
  let width: Int
  let output: ImageShape

  var accumulatesInputGradient: Bool { true }
  func outputShape(_ inputs: [ImageShape]) -> ImageShape { output }
  /// The index of each maximum along the axis.
  func savedCount(_ input: ImageShape, batch: Int) -> Int { kind == .largest ? batch * rows * width : 0 }

  private var share: Float { kind == .mean ? 1 / Float(count) : 1 }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, self)) { shared, image, _ in
      let (call, layer) = shared
      for row in 0..<layer.rows {
        let line = image * layer.rows + row
        layer.reduce(
          call.input + line * layer.count * layer.width, into: call.output + line * layer.width,
          choices: call.saved + line * layer.width)
      }
    }
  }

  private func reduce(
    _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, choices: UnsafeMutablePointer<Float>
  ) {
    guard kind == .largest else {
      output.update(repeating: 0, count: width)
      if width == 1 {
        var sum = 0.0
        for i in 0..<count { sum += Double(input[i]) }
        output[0] = Float(sum)
      } else {
        la_add_column_sums(output, input, Int64(count), Int64(width))
      }
      if kind == .mean { la_activate(output, output, LA_AFFINE, share, 0, Int64(width)) }
      return
    }
    for x in 0..<width {
      var best = 0
      // The first of equals stays, and NaN wins.
      for i in 1..<count where !input[best * width + x].isNaN && !(input[i * width + x] <= input[best * width + x]) {
        best = i
      }
      output[x] = input[best * width + x]
      choices[x] = Float(best)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    call.pool.parallel(call.batch, with: (call, gradients, inputGradient, self)) { shared, image, _ in
      let (call, gradients, inputGradient, layer) = shared
      let count = layer.count, width = layer.width, adds = gradients.accumulates[0]
      for line in image * layer.rows..<(image + 1) * layer.rows {
        let target = inputGradient + line * count * width, gradient = gradients.output + line * width
        if layer.kind == .largest {
          if !adds { target.update(repeating: 0, count: count * width) }
          for x in 0..<width { target[Int(call.saved[line * width + x]) * width + x] += gradient[x] }
        } else {
          for i in 0..<count {
            let place = target + i * width
            if adds {
              la_combine(place, place, gradient, layer.share, nil, 0, Int64(width))
            } else {
              la_activate(place, gradient, LA_AFFINE, layer.share, 0, Int64(width))
            }
          }
        }
      }
    }
  }
}

/// What a reduction makes of the numbers along its axes.
public enum ReductionKind: String, Sendable, Codable { case sum, mean, largest }
