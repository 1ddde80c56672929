public import Tensors

/// How a network's tensors lie in one flat array of float32 numbers, and what each is.
///
/// Inside the engine a weight has its filters last (kh, kw, in, out), so that a product with it reads rows; PyTorch's
/// layout (out, in, kh, kw) exists at the border alone (`Weights.namedTensors`).
public struct WeightLayout: Sendable, Equatable {
  public private(set) var tensors: [WeightTensor] = []
  /// Numbers in all tensors.
  public private(set) var count = 0

  public init() {}

  /// Appends a layer's tensors under their names and returns the offset of the first.
  mutating func append(_ descriptions: [WeightTensor], names: [String]) -> Int {
    precondition(descriptions.count == names.count)
    let first = count
    for (var tensor, name) in zip(descriptions, names) {
      tensor.name = name
      tensor.offset = count
      count += tensor.count
      tensors.append(tensor)
    }
    return first
  }

  /// Numbers that training changes: everything but running statistics.
  public var trainableCount: Int { tensors.lazy.filter(\.role.isTrainable).map(\.count).reduce(0, +) }
}

/// One tensor of a `WeightLayout`.
public struct WeightTensor: Sendable, Equatable {
  public enum Form: Sendable, Equatable {
    /// PyTorch (out, in, kh, kw); here (kh, kw, in, out).
    case convolution(kernelHeight: Int, kernelWidth: Int, input: Int, output: Int)
    /// PyTorch (out, c·h·w); here (h·w·c, out).
    case linear(input: ImageShape, output: Int)
    case vector(Int)
  }
  public enum Role: Sendable, Equatable {
    case weight, bias, batchNormScale, batchNormShift, runningMean, runningVariance
    public var isTrainable: Bool { self != .runningMean && self != .runningVariance }
  }

  /// PyTorch's name, such as `features.0.weight`.
  public internal(set) var name: String
  public let form: Form
  public let role: Role
  /// Where the tensor begins in the flat array.
  public internal(set) var offset = 0

  init(_ name: String, _ form: Form, _ role: Role) {
    self.name = name
    self.form = form
    self.role = role
  }

  public var count: Int {
    switch form {
    case .convolution(let kernelHeight, let kernelWidth, let input, let output):
      output * input * kernelHeight * kernelWidth
    case .linear(let input, let output): output * input.count
    case .vector(let count): count
    }
  }

  /// The shape in PyTorch's order.
  public var shape: [Int] {
    switch form {
    case .convolution(let kernelHeight, let kernelWidth, let input, let output):
      [output, input, kernelHeight, kernelWidth]
    case .linear(let input, let output): [output, input.count]
    case .vector(let count): [count]
    }
  }

  /// Filters of a weight with two axes or more, 0 for a vector: filter f holds the numbers f, f + filters, … of the tensor.
  public var filters: Int {
    switch form {
    case .convolution(_, _, _, let output), .linear(_, let output): output
    case .vector: 0
    }
  }

  /// Position in the flat array, relative to `offset`, of each number in PyTorch's order.
  func engineIndices() -> [Int] {
    switch form {
    case .convolution(let height, let width, let input, let output):
      var indices: [Int] = []
      indices.reserveCapacity(count)
      for o in 0..<output {
        for i in 0..<input {
          for y in 0..<height { for x in 0..<width { indices.append(((y * width + x) * input + i) * output + o) } }
        }
      }
      return indices
    case .linear(let shape, let output):
      var indices: [Int] = []
      indices.reserveCapacity(count)
      for o in 0..<output {
        for c in 0..<shape.channels {
          for place in 0..<shape.height * shape.width { indices.append((place * shape.channels + c) * output + o) }
        }
      }
      return indices
    case .vector(let count): return Array(0..<count)
    }
  }
}
