extension GraphOperation {
  /// What the operation is, in a few words.
  public var text: String {
    switch self {
    case .pixelNormalisation: "normalisation of pixels"
    case .convolution(let window, let outputs, let groups, _):
      "convolution \(window.text) to \(outputs)" + (groups > 1 ? ", \(groups) groups" : "")
    case .linear(let outputs, _): "linear to \(outputs)"
    case .batchNormalisation: "batch normalisation"
    case .layerNormalisation: "layer normalisation"
    case .groupNormalisation(let groups, _): "group normalisation, \(groups) groups"
    case .activation(let function): function.text
    case .binary(let function): function.rawValue
    case .binaryConstant(let function, _, let isFirst): "\(function.rawValue) \(isFirst ? "from" : "by") a constant"
    case .constant: "constant"
    case .noise(let distribution, _, _): distribution.text
    case .product: "product of matrices"
    case .softmax(let axis, let isLogarithmic): "\(isLogarithmic ? "log-softmax" : "softmax") over axis \(axis)"
    case .maxPooling(let window, _): "maximum \(window.text)"
    case .averagePooling(let window, _, _): "mean \(window.text)"
    case .reduction(let kind, let axes, _):
      "\(kind.rawValue) over axes \(axes.map(String.init).joined(separator: ", "))"
    case .concatenation(let axis): "concatenation at axis \(axis)"
    case .selection(let axis, let indices): "\(indices.count) places of axis \(axis)"
    case .padding(_, _, let mode, _): "padding (\(mode.rawValue))"
    case .resize(let height, let width, let how): "resize to \(height)x\(width) (\(how.interpolation.rawValue))"
    case .reshape: "reshape"
    case .transpose: "transpose"
    case .expansion: "expansion"
    case .dropout(let rate, _): "dropout \(rate)"
    }
  }
}

extension ActivationFunction {
  /// The function's usual name with its numbers.
  public var text: String {
    switch self {
    case .relu: "ReLU"
    case .leakyRelu(let slope): "leaky ReLU, slope \(slope)"
    case .clip(let low, let high): "clip to \(low) … \(high)"
    case .sigmoid: "sigmoid"
    case .hardSigmoid: "hard sigmoid"
    case .hardSwish: "hard swish"
    case .silu: "SiLU"
    case .tanh: "tanh"
    case .erf: "erf"
    case .gelu: "GELU"
    case .geluByTanh: "GELU (tanh)"
    case .softplus: "softplus"
    case .mish: "Mish"
    case .elu(let scale): "ELU, scale \(scale)"
    case .exp: "exp"
    case .log: "log"
    case .squareRoot: "square root"
    case .absolute: "absolute value"
    case .affine(let factor, let shift): "times \(factor), plus \(shift)"
    case .power(let exponent): "power \(exponent)"
    case .reciprocal(let factor): "\(factor) divided by"
    }
  }
}

extension Window {
  /// Such as `3x3, stride 2`.
  fileprivate var text: String {
    func pair(_ pair: Pair) -> String { pair.y == pair.x ? "\(pair.y)" : "\(pair.y)x\(pair.x)" }
    return "\(kernel.y)x\(kernel.x)" + (stride == Pair(1, 1) ? "" : ", stride \(pair(stride))")
      + (dilation == Pair(1, 1) ? "" : ", dilation \(pair(dilation))")
  }
}
