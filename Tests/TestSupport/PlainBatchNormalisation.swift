import Tensors

/// (x − mean) / √(variance + 1e-5) · scale + shift per channel; weights are scale, shift, running mean, running variance.
public struct PlainBatchNormalisation: PlainLayer {
  /// Moments of the batch, or the running ones.
  let training: Bool

  public init(training: Bool) { self.training = training }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    var output = inputs[0]
    let channels = output.shape.channels
    for c in 0..<channels {
      let (mean, deviation) = moments(inputs[0], weights, c)
      for i in stride(from: c, to: output.values.count, by: channels) {
        output.values[i] = (output.values[i] - mean) / deviation * weights[c] + weights[channels + c]
      }
    }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    let input = inputs[0], channels = input.shape.channels, n = Double(input.values.count / channels)
    var inputGradient = PlainMaps(zeros: input.shape, batch: input.batch)
    var weightGradient = [Double](repeating: 0, count: weights.count)
    for c in 0..<channels {
      let (mean, deviation) = moments(input, weights, c)
      let places = stride(from: c, to: input.values.count, by: channels)
      var sum = 0.0, product = 0.0
      for i in places {
        sum += gradient.values[i]
        product += gradient.values[i] * (input.values[i] - mean) / deviation
      }
      weightGradient[c] = product
      weightGradient[channels + c] = sum
      for i in places {
        // The moments of a batch depend on every pixel in it; running ones are constants.
        let common = training ? sum / n + (input.values[i] - mean) / deviation * product / n : 0
        inputGradient.values[i] = weights[c] / deviation * (gradient.values[i] - common)
      }
    }
    return PlainGradients(inputs: [inputGradient], weights: weightGradient)
  }

  /// The weights after a training step: running moments move by a tenth towards the batch's, with unbiased variance.
  public func updated(_ weights: [Double], by input: PlainMaps) -> [Double] {
    let channels = input.shape.channels, n = Double(input.values.count / channels)
    var weights = weights
    for c in 0..<channels {
      let (mean, deviation) = PlainBatchNormalisation(training: true).moments(input, weights, c)
      let unbiased = (deviation * deviation - 1e-5) * n / (n - 1)
      weights[2 * channels + c] = 0.9 * weights[2 * channels + c] + 0.1 * mean
      weights[3 * channels + c] = 0.9 * weights[3 * channels + c] + 0.1 * unbiased
    }
    return weights
  }

  private func moments(_ input: PlainMaps, _ weights: [Double], _ c: Int) -> (mean: Double, deviation: Double) {
    let channels = input.shape.channels
    guard training else { return (weights[2 * channels + c], (weights[3 * channels + c] + 1e-5).squareRoot()) }
    let values = stride(from: c, to: input.values.count, by: channels).map { input.values[$0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
    return (mean, (variance + 1e-5).squareRoot())
  }
}
