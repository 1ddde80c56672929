import Files
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Weights")
struct WeightsTests {
  /// A 2x1 convolution's kernel is square in every architecture; the border must not rely on that.
  static let layout: WeightLayout = {
    var layout = WeightLayout()
    _ = layout.append(
      [
        WeightTensor("weight", .convolution(kernelHeight: 2, kernelWidth: 3, input: 4, output: 5), .weight),
        WeightTensor("bias", .vector(5), .bias),
      ], prefix: "conv")
    _ = layout.append(
      [WeightTensor("weight", .linear(input: ImageShape(height: 2, width: 3, channels: 4), output: 5), .weight)],
      prefix: "fc")
    _ = layout.append(BatchNormalisation(channels: 2).tensors, prefix: "bn")
    return layout
  }()

  @Test("PyTorch's (out, in, kh, kw) is the engine's (kh, kw, in, out)")
  func convolution() {
    var weights = Weights(layout: Self.layout)
    for i in 0..<120 { weights.values[i] = Float(i) }
    let named = weights.namedTensors[0]
    #expect(named.shape == [5, 4, 2, 3])
    for o in 0..<5 {
      for i in 0..<4 {
        for y in 0..<2 {
          for x in 0..<3 {
            #expect(named.values[((o * 4 + i) * 2 + y) * 3 + x] == Float(((y * 3 + x) * 4 + i) * 5 + o))
          }
        }
      }
    }
  }

  @Test("PyTorch flattens channels first, the engine last")
  func linear() {
    var weights = Weights(layout: Self.layout)
    let offset = Self.layout.tensors[2].offset
    for i in 0..<120 { weights.values[offset + i] = Float(i) }
    let named = weights.namedTensors[2]
    #expect(named.shape == [5, 24])
    for o in 0..<5 {
      for c in 0..<4 {
        for place in 0..<6 { #expect(named.values[o * 24 + c * 6 + place] == Float((place * 4 + c) * 5 + o)) }
      }
    }
  }

  @Test("named tensors, in any order, give the weights back")
  func roundTrip() throws {
    var weights = Weights(layout: Self.layout)
    weights.values = SampleNumbers.floats(Self.layout.count, seed: 1)
    let read = try Weights(layout: Self.layout, tensors: weights.namedTensors.reversed(), path: "m")
    #expect(read == weights)
  }

  @Test("every missing, misshaped and unknown tensor is listed at once")
  func errors() {
    var tensors = Weights(layout: Self.layout).namedTensors
    tensors.removeAll { $0.name == "conv.bias" || $0.name == "bn.running_var" }
    tensors[0] = NamedTensor(name: "conv.weight", shape: [4, 5, 2, 3], values: tensors[0].values)
    tensors.append(NamedTensor(name: "fc.bias", shape: [5], values: [0, 0, 0, 0, 0]))
    tensors.append(NamedTensor(name: "bn.num_batches_tracked", shape: [], values: [7]))
    let error = #expect(throws: FileError.self) {
      try Weights(layout: Self.layout, tensors: tensors, path: "m.safetensors") { $0.hasSuffix("num_batches_tracked") }
    }
    #expect(
      error?.description
        == "m.safetensors: the tensors do not fit the architecture: conv.weight: expected [5, 4, 2, 3], found "
        + "[4, 5, 2, 3]; conv.bias [5] is missing; bn.running_var [2] is missing; fc.bias is not expected")
  }

  @Test("a network before training: scales and running variances one, the rest of batch-norm zero")
  func zero() {
    let weights = Weights(layout: Self.layout, seed: 1)
    #expect(weights.namedTensors.suffix(4).map(\.values) == [[1, 1], [0, 0], [0, 0], [1, 1]])
    #expect(weights.namedTensors[1].values == [0, 0, 0, 0, 0])
  }

  static let large: WeightLayout = {
    var layout = WeightLayout()
    for name in ["a", "b"] {
      _ = layout.append(Convolution(inputChannels: 16, outputChannels: 64, kernel: 3).tensors, prefix: name)
    }
    return layout
  }()

  /// 9,216 numbers with a fan-in of 144: the standard error of a variance is 1.5 % of it.
  @Test("He's weights have variance 2 / fan-in, PyTorch's 1 / (3 fan-in)", arguments: Weights.Initialisation.allCases)
  func variance(initialisation: Weights.Initialisation) {
    let weights = Weights(layout: Self.large, initialisation: initialisation, seed: 3).namedTensors
    let values = weights[0].values
    let variance = values.reduce(0.0) { $0 + Double($1 * $1) } / Double(values.count)
    let expected = initialisation == .he ? 2.0 / 144 : 1.0 / (3 * 144)
    #expect(abs(variance / expected - 1) < 0.06)
    #expect(weights[1].values.allSatisfy { initialisation == .he ? $0 == 0 : abs($0) <= 1.0 / 12 })
    if initialisation == .pytorch { #expect(values.map(abs).max()! <= 1.0 / 12) }
  }

  @Test("seeds and tensors have numbers of their own")
  func seeds() {
    let weights = Weights(layout: Self.large, seed: 3)
    #expect(weights == Weights(layout: Self.large, seed: 3))
    #expect(weights != Weights(layout: Self.large, seed: 4))
    #expect(weights.namedTensors[0].values != weights.namedTensors[2].values)
  }
}
