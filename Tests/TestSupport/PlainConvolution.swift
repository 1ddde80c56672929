import Tensors

/// Cross-correlation with zero padding: weights (kh, kw, in, out), then the bias (out).
public struct PlainConvolution: PlainLayer {
  let outputChannels: Int
  let kernel: Int
  let stride: Int
  let padding: Int
  let hasBias: Bool

  public init(outputChannels: Int, kernel: Int, stride: Int, padding: Int, hasBias: Bool) {
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.hasBias = hasBias
  }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    let input = inputs[0], channels = input.shape.channels
    var output = PlainMaps(zeros: outputShape(input.shape), batch: input.batch)
    if hasBias {
      let bias = kernel * kernel * channels * outputChannels
      for i in output.values.indices { output.values[i] = weights[bias + i % outputChannels] }
    }
    forEachTap(input) { source, target, tap in
      for c in 0..<channels {
        for o in 0..<outputChannels {
          output.values[target + o] += input.values[source + c] * weights[(tap * channels + c) * outputChannels + o]
        }
      }
    }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    let input = inputs[0], channels = input.shape.channels
    var inputGradient = PlainMaps(zeros: input.shape, batch: input.batch)
    var weightGradient = [Double](repeating: 0, count: weights.count)
    forEachTap(input) { source, target, tap in
      for c in 0..<channels {
        for o in 0..<outputChannels {
          let weight = (tap * channels + c) * outputChannels + o
          inputGradient.values[source + c] += gradient.values[target + o] * weights[weight]
          weightGradient[weight] += gradient.values[target + o] * input.values[source + c]
        }
      }
    }
    if hasBias {
      let bias = kernel * kernel * channels * outputChannels
      for (i, g) in gradient.values.enumerated() { weightGradient[bias + i % outputChannels] += g }
    }
    return PlainGradients(inputs: [inputGradient], weights: weightGradient)
  }

  private func outputShape(_ input: ImageShape) -> ImageShape {
    ImageShape(
      height: (input.height + 2 * padding - kernel) / stride + 1,
      width: (input.width + 2 * padding - kernel) / stride + 1, channels: outputChannels)
  }

  /// Every pair of an input pixel and an output pixel that a tap of the kernel connects.
  private func forEachTap(_ input: PlainMaps, _ body: (_ source: Int, _ target: Int, _ tap: Int) -> Void) {
    let output = outputShape(input.shape)
    for image in 0..<input.batch {
      for y in 0..<output.height {
        for x in 0..<output.width {
          for ky in 0..<kernel {
            for kx in 0..<kernel {
              let sourceY = y * stride - padding + ky, sourceX = x * stride - padding + kx
              guard 0..<input.shape.height ~= sourceY, 0..<input.shape.width ~= sourceX else { continue }
              body(
                ((image * input.shape.height + sourceY) * input.shape.width + sourceX) * input.shape.channels,
                ((image * output.height + y) * output.width + x) * output.channels, ky * kernel + kx)
            }
          }
        }
      }
    }
  }
}
