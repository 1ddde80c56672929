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

  static let large: WeightLayout = {
    var layout = WeightLayout()
    for name in ["a", "b"] {
      _ = layout.append(Convolution(inputChannels: 16, outputChannels: 64, kernel: 3).tensors, prefix: name)
    }
    let linear = Linear(input: ImageShape(height: 2, width: 2, channels: 4), output: 4096)
    _ = layout.append(linear.tensors, prefix: "c")
    return layout
  }()

  /// Moments of N(0, σ²) are σ² and 3 σ⁴, of U(−b, b) b² / 3 and b⁴ / 5. Of n numbers the first is known to √(2 / n) and
  /// √(4 / 5n), the second to √(32 / 3n) and √(16 / 9n): five such errors are granted.
  @Test(
    "He's weights are N(0, 2 / fan-in), PyTorch's and its biases U(±1 / √fan-in)",
    arguments: [
      (.he, "a.weight", 144), (.he, "c.weight", 16), (.pytorch, "a.weight", 144), (.pytorch, "c.weight", 16),
      (.pytorch, "c.bias", 16),
    ] as [(Weights.Initialisation, String, Double)])
  func distribution(initialisation: Weights.Initialisation, name: String, fanIn: Double) throws {
    let weights = Weights(layout: Self.large, initialisation: initialisation, seed: 3).namedTensors
    let values = try #require(weights.first { $0.name == name }).values.map(Double.init), n = Double(values.count)
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, x in sum + (0..<power).reduce(1) { y, _ in y * x } } / n
    }
    let isNormal = initialisation == .he, bound = 1 / fanIn.squareRoot()
    let square = isNormal ? 2 / fanIn : bound * bound / 3, fourth = (isNormal ? 3 : 9.0 / 5) * square * square
    #expect(abs(moment(1)) < 5 * (square / n).squareRoot())
    #expect(abs(moment(2) / square - 1) < 5 * ((isNormal ? 2 : 0.8) / n).squareRoot())
    #expect(abs(moment(4) / fourth - 1) < 5 * ((isNormal ? 32.0 / 3 : 16.0 / 9) / n).squareRoot())
    if !isNormal { #expect(values.map(abs).max()! <= bound && values.map(abs).max()! > 0.995 * bound) }
  }

  @Test(
    "He's biases are 0, and normalisations start as the identity either way", arguments: Weights.Initialisation.allCases
  )
  func constants(initialisation: Weights.Initialisation) {
    let weights = Weights(layout: Self.layout, initialisation: initialisation, seed: 1)
    #expect(weights.namedTensors.suffix(4).map(\.values) == [[1, 1], [0, 0], [0, 0], [1, 1]])
    #expect(weights.namedTensors[1].values.allSatisfy { ($0 == 0) == (initialisation == .he) })
  }

  @Test("seeds and tensors have numbers of their own")
  func seeds() {
    let weights = Weights(layout: Self.large, seed: 3)
    #expect(weights == Weights(layout: Self.large, seed: 3))
    #expect(weights != Weights(layout: Self.large, seed: 4))
    #expect(weights.namedTensors[0].values != weights.namedTensors[2].values)
  }
}
