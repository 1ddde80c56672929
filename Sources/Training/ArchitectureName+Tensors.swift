import Models
import Tensors

extension ArchitectureName {
  /// The architectures that a file is held against when its own does not fit.
  private static let usual: [ArchitectureName] =
    [.allCNNMini, .allCNNC, .allCNNCFumanchu, .cnnMNIST, .alexNet]
    + [8, 14, 20, 26, 32, 38, 44, 56, 110].map { .preResNet(depth: $0) }
    + [10, 16, 22, 28, 40].flatMap { depth in
      [1, 2, 4, 8, 10].map { .wideResNet(depth: depth, widening: $0) }
    }

  /// The architecture whose tensors these are, whatever the number of classes; `nil` where it is none of the usual.
  static func of(_ tensors: ForeignTensors, input: ImageShape) -> ArchitectureName? {
    usual.first { candidate in
      guard
        let layout = try? candidate.network(
          input: input, classes: 10, mean: .init(repeating: 0, count: input.channels),
          standardDeviation: .init(repeating: 1, count: input.channels)
        ).layout
      else { return false }
      var tensors = tensors
      try? tensors.stripPrefix(for: layout.tensors.map(\.name))
      let named = tensors.named, counted = tensors.items.count { $0.type != "F64" && $0.values != nil }
      guard counted == layout.tensors.count else { return false }
      return layout.tensors.allSatisfy { tensor in
        guard let shape = named[tensor.name]?.shape, shape.count == tensor.shape.count else { return false }
        // The last layer has as many outputs as there are classes.
        return shape == tensor.shape || tensor.shape.first == 10 && shape.dropFirst() == tensor.shape.dropFirst()
      }
    }
  }
}
