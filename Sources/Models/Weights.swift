import Files
import Foundation
public import Tensors

/// The numbers of a network: its layout and one flat array.
public struct Weights: Sendable, Equatable {
  public let layout: WeightLayout
  /// `layout.count` numbers in the engine's order.
  public var values: [Float]

  /// All weights are zero; running variances and the scales of batch normalisation are one.
  public init(layout: WeightLayout) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.count)
    for tensor in layout.tensors where tensor.role == .runningVariance || tensor.role == .batchNormScale {
      for i in 0..<tensor.count { values[tensor.offset + i] = 1 }
    }
  }

  /// How weights are drawn before training.
  public enum Initialisation: String, Sendable, Codable, CaseIterable {
    /// N(0, 2 / fan-in), biases 0 (He et al. 2015).
    case he
    /// PyTorch's default: U(−1/√fan-in, 1/√fan-in) for weights and biases.
    case pytorch
  }

  /// Random weights; each tensor's numbers depend on the seed and the tensor's index alone.
  public init(layout: WeightLayout, initialisation: Initialisation = .he, seed: UInt64) {
    self.init(layout: layout)
    var fanIn = 1
    for (index, tensor) in layout.tensors.enumerated() {
      var stream = RandomStream(seed: seed, purpose: .initialWeights, index: UInt64(index))
      switch tensor.role {
      case .weight:
        fanIn = tensor.count / max(tensor.filters, 1)
        for i in 0..<tensor.count {
          values[tensor.offset + i] =
            switch initialisation {
            case .he: Float(stream.nextNormal() * (2 / Double(fanIn)).squareRoot())
            case .pytorch: (2 * stream.nextUniform() - 1) / Float(fanIn).squareRoot()
            }
        }
      case .bias where initialisation == .pytorch:
        // A bias follows its weight in the layout and shares its fan-in.
        for i in 0..<tensor.count {
          values[tensor.offset + i] = (2 * stream.nextUniform() - 1) / Float(fanIn).squareRoot()
        }
      case .bias, .batchNormScale, .batchNormShift, .runningMean, .runningVariance: break
      }
    }
  }

  /// Every tensor under PyTorch's name and in PyTorch's order.
  public var namedTensors: [NamedTensor] {
    layout.tensors.map { tensor in
      NamedTensor(
        name: tensor.name, shape: tensor.shape, values: tensor.engineIndices().map { values[tensor.offset + $0] })
    }
  }

  /// Weights from named tensors; names that the layout does not know are ignored when `ignoringUnknown` allows them.
  ///
  /// Throws a `FileError` that lists every missing, misshaped and (otherwise) unknown tensor.
  public init(
    layout: WeightLayout, tensors: [NamedTensor], path: String, ignoringUnknown: (String) -> Bool = { _ in false }
  ) throws {
    let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var problems: [String] = []
    for tensor in layout.tensors {
      guard let found = byName[tensor.name] else {
        problems.append("\(tensor.name) \(tensor.shape) is missing")
        continue
      }
      guard found.shape == tensor.shape else {
        problems.append("\(tensor.name): expected \(tensor.shape), found \(found.shape)")
        continue
      }
    }
    let known = Set(layout.tensors.map(\.name))
    problems += tensors.map(\.name).filter { !known.contains($0) && !ignoringUnknown($0) }.map {
      "\($0) is not expected"
    }
    guard problems.isEmpty else {
      throw FileError(path, "the tensors do not fit the architecture: " + problems.joined(separator: "; "))
    }
    // The tensors are there, so that the architecture asks for no more memory than the file has shown.
    self.init(layout: layout)
    for tensor in layout.tensors {
      let found = byName[tensor.name]!
      for (i, index) in tensor.engineIndices().enumerated() { values[tensor.offset + index] = found.values[i] }
    }
  }
}
