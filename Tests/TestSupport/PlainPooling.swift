import Tensors

/// The largest, or the mean, of each window; windows that do not fit are left out.
public struct PlainPooling: PlainLayer {
  public enum Kind: Sendable { case largest, mean }
  let kind: Kind
  /// `nil` for the whole map.
  let kernel: Int?
  let stride: Int

  public init(_ kind: Kind, kernel: Int? = nil, stride: Int = 1) {
    self.kind = kind
    self.kernel = kernel
    self.stride = stride
  }

  public func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps {
    let input = inputs[0]
    var output = PlainMaps(zeros: outputShape(input.shape), batch: input.batch)
    forEachWindow(input) { target, window in
      switch kind {
      case .largest: output.values[target] = window.map { input.values[$0] }.max()!
      case .mean: output.values[target] = window.map { input.values[$0] }.reduce(0, +) / Double(window.count)
      }
    }
    return output
  }

  public func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients {
    let input = inputs[0]
    var inputGradient = PlainMaps(zeros: input.shape, batch: input.batch)
    forEachWindow(input) { target, window in
      switch kind {
      case .largest:
        // The first of equals, as in PyTorch.
        let largest = window.map { input.values[$0] }.max()!
        inputGradient.values[window.first { input.values[$0] == largest }!] += gradient.values[target]
      case .mean:
        for place in window { inputGradient.values[place] += gradient.values[target] / Double(window.count) }
      }
    }
    return PlainGradients(inputs: [inputGradient])
  }

  private func size(_ input: ImageShape) -> (height: Int, width: Int) {
    (kernel ?? input.height, kernel ?? input.width)
  }

  private func outputShape(_ input: ImageShape) -> ImageShape {
    ImageShape(
      height: (input.height - size(input).height) / stride + 1, width: (input.width - size(input).width) / stride + 1,
      channels: input.channels)
  }

  private func forEachWindow(_ input: PlainMaps, _ body: (_ target: Int, _ window: [Int]) -> Void) {
    let shape = input.shape, output = outputShape(shape), size = size(shape)
    for image in 0..<input.batch {
      for y in 0..<output.height {
        for x in 0..<output.width {
          for c in 0..<shape.channels {
            let window = (0..<size.height).flatMap { ky in
              (0..<size.width).map { kx in
                ((image * shape.height + y * stride + ky) * shape.width + x * stride + kx) * shape.channels + c
              }
            }
            body(((image * output.height + y) * output.width + x) * output.channels + c, window)
          }
        }
      }
    }
  }
}
