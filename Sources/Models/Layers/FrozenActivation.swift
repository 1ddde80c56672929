import CKernels
import Tensors

/// A function that is linear in pieces, kept on the pieces where it was when they were recorded: y = slope · x + shift.
///
/// A network of such layers is smooth in its weights. Its derivatives are those of the network itself, in which a ReLU's
/// second derivative is 0. Differences between two places could otherwise not tell a curvature from images that cross a
/// kink on the way.
struct FrozenActivation: Layer {
  let function: ActivationFunction

  /// Whether `function` is linear in pieces.
  static func freezes(_ function: ActivationFunction) -> Bool {
    switch function {
    case .relu, .leakyRelu, .clip, .hardSigmoid, .absolute: true
    case .sigmoid, .hardSwish, .silu, .tanh, .erf, .gelu, .geluByTanh, .softplus, .mish, .elu, .exp, .log, .squareRoot,
      .affine, .power, .reciprocal:
      false
    }
  }

  /// A slope and a shift for each number.
  func savedCount(_ input: ImageShape, batch: Int) -> Int { 2 * batch * input.count }

  func forward(_ call: LayerCall) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, function.kernel, size)) { shared, image, _ in
      let (call, (kernel, a, b), size) = shared
      let count = Int64(size), input = call.input + image * size, output = call.output + image * size
      let slope = call.saved + image * size, shift = slope + call.batch * size
      if call.recordsPieces {
        la_activate(output, input, kernel, a, b, count)
        shift.update(repeating: 1, count: size)
        la_activate_backward(slope, shift, input, kernel, a, b, count, 0)
        la_apply(shift, slope, 1, input, 1, LA_TIMES, count)
        la_apply(shift, output, 1, shift, 1, LA_MINUS, count)
      } else {
        la_apply(output, slope, 1, input, 1, LA_TIMES, count)
        la_add(output, output, shift, count, 0)
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, gradients, inputGradient, size)) { shared, image, _ in
      let (call, gradients, inputGradient, size) = shared
      la_apply(
        inputGradient + image * size, call.saved + image * size, 1, gradients.output + image * size, 1, LA_TIMES,
        Int64(size))
    }
  }
}

/// The largest value of each window, kept at the pixels that were the largest when they were recorded.
struct FrozenMaximum: Layer {
  let maximum: WindowMaximum

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { maximum.outputShape(inputs) }
  func savedCount(_ input: ImageShape, batch: Int) -> Int { maximum.savedCount(input, batch: batch) }

  func forward(_ call: LayerCall) {
    guard !call.recordsPieces else { return maximum.forward(call) }
    call.saved.withMemoryRebound(to: Int32.self, capacity: call.batch * call.outputShape.count) { choices in
      call.pool.parallel(call.batch, with: (call, choices)) { shared, image, _ in
        let (call, choices) = shared, first = image * call.outputShape.count
        let input = call.input + image * call.inputShape.count
        for i in first..<first + call.outputShape.count { call.output[i] = input[Int(choices[i])] }
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) { maximum.backward(call, gradients) }
}
