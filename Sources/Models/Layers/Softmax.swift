import CKernels
import Foundation
import Tensors

/// Softmax, or its logarithm, of each row of numbers: rows are the last axis of the input.
struct Softmax: Layer {
  let isLogarithmic: Bool

  var accumulatesInputGradient: Bool { true }

  func forward(_ call: LayerCall) {
    call.pool.parallel(call.batch, with: (call, isLogarithmic)) { shared, image, _ in
      let (call, isLogarithmic) = shared
      let width = call.inputShape.channels, count = Int64(width)
      for row in 0..<call.inputShape.count / width {
        let offset = image * call.inputShape.count + row * width
        let input = call.input + offset, output = call.output + offset
        var largest = input[0]
        for i in 1..<width where !(input[i] <= largest) { largest = input[i] }
        la_activate(output, input, LA_AFFINE, 1, -largest, count)
        if isLogarithmic {
          var sum = 0.0
          for i in 0..<width { sum += exp(Double(output[i])) }
          la_activate(output, output, LA_AFFINE, 1, -Float(log(sum)), count)
        } else {
          la_activate(output, output, LA_EXP, 0, 0, count)
          var sum: Float = 0
          for i in 0..<width { sum += output[i] }
          la_activate(output, output, LA_AFFINE, 1 / sum, 0, count)
        }
      }
    }
  }

  /// With p the softmax and g the gradient: p (g − Σ g p), and for the logarithm g − p Σ g.
  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    call.pool.parallel(call.batch, with: (call, gradients, inputGradient, isLogarithmic)) { shared, image, _ in
      let (call, gradients, inputGradient, isLogarithmic) = shared
      let width = call.inputShape.channels, accumulates = gradients.accumulates[0]
      for row in 0..<call.inputShape.count / width {
        let offset = image * call.inputShape.count + row * width
        let output = call.output + offset, gradient = gradients.output + offset, target = inputGradient + offset
        var sum: Float = 0
        for i in 0..<width { sum += isLogarithmic ? gradient[i] : gradient[i] * output[i] }
        for i in 0..<width {
          let part =
            isLogarithmic
            ? gradient[i] - exp(output[i]) * sum : output[i] * (gradient[i] - sum)
          target[i] = accumulates ? target[i] + part : part
        }
      }
    }
  }
}
