import Tensors

/// output (N, out) = input (N, in) · weight (in, out) + bias (out).
public struct PlainLinear: PlainLayer {
  let outputs: Int

  public init(outputs: Int) { self.outputs = outputs }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    let input = inputs[0], size = input.shape.count
    var output = PlainMaps(zeros: ImageShape(height: 1, width: 1, channels: outputs), batch: input.batch)
    for image in 0..<input.batch {
      for o in 0..<outputs {
        var sum = weights[size * outputs + o]
        for i in 0..<size { sum += input.values[image * size + i] * weights[i * outputs + o] }
        output.values[image * outputs + o] = sum
      }
    }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    let input = inputs[0], size = input.shape.count
    var inputGradient = PlainMaps(zeros: input.shape, batch: input.batch)
    var weightGradient = [Double](repeating: 0, count: weights.count)
    for image in 0..<input.batch {
      for o in 0..<outputs {
        let g = gradient.values[image * outputs + o]
        weightGradient[size * outputs + o] += g
        for i in 0..<size {
          inputGradient.values[image * size + i] += g * weights[i * outputs + o]
          weightGradient[i * outputs + o] += g * input.values[image * size + i]
        }
      }
    }
    return PlainGradients(inputs: [inputGradient], weights: weightGradient)
  }
}
