import CKernels
import Tensors

/// A function of one number, applied to each.
public enum ActivationFunction: Sendable, Hashable, Codable {
  /// max(x, 0).
  case relu
  /// x where it is positive, else `slope` · x.
  case leakyRelu(slope: Float)
  /// min(max(x, `low`), `high`).
  case clip(low: Float, high: Float)
  /// 1 / (1 + exp(−x)).
  case sigmoid
  /// min(max(`slope` · x + `shift`, 0), 1).
  case hardSigmoid(slope: Float, shift: Float)
  /// x · min(max(x / 6 + 1/2, 0), 1) (Howard et al. 2019).
  case hardSwish
  /// x / (1 + exp(−x)) (Elfwing et al. 2017).
  case silu
  case tanh
  case erf
  /// x Φ(x) with the normal distribution's Φ (Hendrycks & Gimpel 2016).
  case gelu
  /// Its approximation by the hyperbolic tangent.
  case geluByTanh
  /// log(1 + exp(x)).
  case softplus
  /// x · tanh(log(1 + exp(x))) (Misra 2019).
  case mish
  /// x where it is positive, else `scale` · (exp(x) − 1) (Clevert et al. 2015).
  case elu(scale: Float)
  case exp, log, squareRoot, absolute
  /// `factor` · x + `shift`.
  case affine(factor: Float, shift: Float)
  /// x to the power `exponent`.
  case power(exponent: Float)
  /// `factor` / x.
  case reciprocal(factor: Float)

  /// The kernel and its two constants.
  var kernel: (la_activation, Float, Float) {
    switch self {
    case .relu: (LA_RELU, 0, 0)
    case .leakyRelu(let slope): (LA_LEAKY_RELU, slope, 0)
    case .clip(let low, let high): (LA_CLIP, low, high)
    case .sigmoid: (LA_SIGMOID, 0, 0)
    case .hardSigmoid(let slope, let shift): (LA_HARD_SIGMOID, slope, shift)
    case .hardSwish: (LA_HARD_SWISH, 1 / 6, 0.5)
    case .silu: (LA_SILU, 0, 0)
    case .tanh: (LA_TANH, 0, 0)
    case .erf: (LA_ERF, 0, 0)
    case .gelu: (LA_GELU, 0, 0)
    case .geluByTanh: (LA_GELU_TANH, 0, 0)
    case .softplus: (LA_SOFTPLUS, 0, 0)
    case .mish: (LA_MISH, 0, 0)
    case .elu(let scale): (LA_ELU, scale, 0)
    case .exp: (LA_EXP, 0, 0)
    case .log: (LA_LOG, 0, 0)
    case .squareRoot: (LA_SQRT, 0, 0)
    case .absolute: (LA_ABS, 0, 0)
    case .affine(let factor, let shift): (LA_AFFINE, factor, shift)
    case .power(let exponent): (LA_POWER, exponent, 0)
    case .reciprocal(let factor): (LA_RECIPROCAL, factor, 0)
    }
  }
}

/// An activation function as a layer of its own, where no layer before it could take it in.
struct Activation: Layer {
  let function: ActivationFunction

  var rectifies: Bool { function == .relu }
  var accumulatesInputGradient: Bool { true }

  func forward(_ call: LayerCall) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, function.kernel, size)) { shared, image, _ in
      let (call, (kernel, a, b), size) = shared
      la_activate(call.output + image * size, call.input + image * size, kernel, a, b, Int64(size))
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    // The gradient at a rectified output arrives gated: what is left of a ReLU's derivative is 1.
    let (kernel, a, b) = rectifies ? (LA_AFFINE, 1, 0) : function.kernel
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, gradients, inputGradient, (kernel, a, b), size)) { shared, image, _ in
      let (call, gradients, inputGradient, (kernel, a, b), size) = shared
      la_activate_backward(
        inputGradient + image * size, gradients.output + image * size, call.input + image * size, kernel, a, b,
        Int64(size), gradients.accumulates[0] ? 1 : 0)
    }
  }
}
