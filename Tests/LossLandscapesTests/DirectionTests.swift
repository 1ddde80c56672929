import Files
import Models
import Tensors
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Directions")
struct DirectionTests {
  static let weights = TestNetworks.classifier.weights

  /// ‖·‖ of each filter, read from PyTorch's layout: the first axis.
  static func filterNorms(_ tensor: NamedTensor) -> [Double] {
    let size = tensor.values.count / tensor.shape[0]
    return (0..<tensor.shape[0]).map { filter in
      tensor.values[filter * size..<(filter + 1) * size].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
  }

  @Test(
    "filters have the norms of the model's own, vectors and running statistics stay", arguments: [0, 1, 7] as [UInt64])
  func norms(seed: UInt64) {
    let direction = Direction(for: Self.weights, seed: seed, index: 0)
    var filters = 0
    for (drawn, own) in zip(direction.namedTensors, Self.weights.namedTensors) {
      #expect(drawn.name == own.name && drawn.shape == own.shape)
      if own.shape.count < 2 {
        #expect(drawn.values.allSatisfy { $0 == 0 }, "\(own.name)")
      } else {
        // Float32 rounds each number to 6e-8 of itself.
        #expect(Deviation.largest(Self.filterNorms(drawn), Self.filterNorms(own)) < 1e-6, "\(own.name)")
        #expect(drawn.values != own.values)
        filters += own.shape[0]
      }
    }
    #expect(filters == 4 + 5 + 3)
  }

  @Test("a filter of zeros has a direction of zeros")
  func zeroFilter() {
    var weights = Self.weights
    weights.values = weights.values.map { _ in 0 }
    #expect(Direction(for: weights, seed: 1, index: 0).values.allSatisfy { $0 == 0 })
  }

  @Test("seed and index name a direction")
  func seeds() {
    let direction = Direction(for: Self.weights, seed: 1, index: 0)
    #expect(direction == Direction(for: Self.weights, seed: 1, index: 0))
    #expect(direction != Direction(for: Self.weights, seed: 2, index: 0))
    #expect(direction != Direction(for: Self.weights, seed: 1, index: 1))
  }

  /// The same draws for all models of an architecture: only each filter's own norm enters.
  @Test("a tensor's direction does not depend on the numbers of other tensors")
  func independence() {
    var other = Self.weights
    let tensor = TestNetworks.tensor("conv1.weight", of: TestNetworks.classifier)
    for i in tensor.offset..<tensor.offset + tensor.count { other.values[i] *= 3 }
    let plain = Direction(for: Self.weights, seed: 1, index: 0).namedTensors
    let changed = Direction(for: other, seed: 1, index: 0).namedTensors
    for (a, b) in zip(plain, changed) {
      if a.name == "conv1.weight" {
        #expect(Deviation.largest(b.values, a.values.map { 3 * Double($0) }) < 1e-6)
      } else {
        #expect(a == b)
      }
    }
  }

  @Test("tensors beyond the 4,096th have numbers of their own")
  func manyTensors() {
    var weights = Weights(layout: TestNetworks.layout(repeating: TestNetworks.oneFilter, 4097))
    weights.values = weights.values.map { _ in 1 }
    let direction = Direction(for: weights, seed: 1, index: 0).values
    #expect(direction.prefix(4) != direction.suffix(4))
  }

  @Test("the cosine of a direction to itself is 1, to its opposite −1, to nothing 0")
  func cosine() {
    let direction = Direction(for: Self.weights, seed: 1, index: 0)
    var opposite = direction, nothing = direction
    opposite.values = direction.values.map { -2 * $0 }
    nothing.values = direction.values.map { _ in 0 }
    #expect(abs(direction.cosine(to: direction) - 1) < 1e-12)
    #expect(abs(direction.cosine(to: opposite) + 1) < 1e-12)
    #expect(direction.cosine(to: nothing) == 0)
    // Nearly orthogonal: the deviation is about 1 / √(number of weights), 0.07 here.
    let other = Direction(for: Self.weights, seed: 1, index: 1)
    #expect(abs(direction.cosine(to: other)) < 0.3 && direction.cosine(to: other) != 0)
  }

  @Test("a direction's tensors give it back, with or without running statistics")
  func roundTrip() throws {
    let direction = Direction(for: Self.weights, seed: 3, index: 0)
    let tensors = direction.namedTensors
    #expect(try Direction(for: Self.weights, tensors: tensors, path: "d") == direction)
    let trainable = tensors.filter { !$0.name.contains("running") }
    #expect(try Direction(for: Self.weights, tensors: trainable, path: "d") == direction)
  }

  @Test("running statistics in a file do not move; other vectors do")
  func vectors() throws {
    let tensors = Self.weights.namedTensors.map {
      NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.map { _ in 2 })
    }
    for tensor in try Direction(for: Self.weights, tensors: tensors, path: "d").namedTensors {
      let expected: Float = tensor.name.contains("running") ? 0 : 2
      #expect(tensor.values.allSatisfy { $0 == expected }, "\(tensor.name)")
    }
  }

  @Test("a file that lacks a tensor, or has another's, is answered in words")
  func errors() {
    var tensors = Direction(for: Self.weights, seed: 3, index: 0).namedTensors
    tensors.removeAll { $0.name == "conv2.weight" }
    tensors.append(NamedTensor(name: "conv3.weight", shape: [1], values: [0]))
    let error = #expect(throws: FileError.self) {
      try Direction(for: Self.weights, tensors: tensors, path: "direction.safetensors")
    }
    #expect(
      error?.description == "direction.safetensors: the tensors do not fit the architecture: conv2.weight [5, 4, 3, 3] "
        + "is missing; conv3.weight is not expected")
  }
}
