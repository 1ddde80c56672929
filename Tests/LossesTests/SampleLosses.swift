import Tensors

@testable import Losses

extension LossName {
  /// Losses of this name that every test over all losses examines: a new loss joins by its line here.
  var examples: [any LossFunction] {
    switch self {
    case .crossEntropy: [CrossEntropy()]
    case .meanSquaredError: [MeanSquaredError()]
    case .baikal: [Baikal()]
    case .taylorGLO: (1...4).map { SampleLosses.taylorGLO(order: $0, seed: 7) }
    case .focal: [0, 0.5, 1, 2, 5].map { Focal(focusing: $0) }
    case .poly1: [-1, -0.5, 0, 2].map { Poly1(epsilon: $0) }
    case .logitNorm: [0.04, 0.5, 3].map { LogitNorm(temperature: $0) }
    }
  }
}

/// The examples of every loss, with and without label smoothing, and losses drawn at random.
enum SampleLosses {
  static let everyFunction: [any LossFunction] = LossName.allCases.flatMap(\.examples)

  static let every: [Loss] = everyFunction.flatMap { [Loss($0), Loss($0, labelSmoothing: 0.1)] }

  /// Those that are functions of the network's probabilities, of which theory speaks.
  static let functions = everyFunction.filter { $0.logitTemperature == nil }

  static let all = every.filter(\.isOfProbabilities)

  static func taylorGLO(order: Int, seed: UInt64) -> TaylorGLO {
    var random = RandomStream(seed: seed, purpose: .test, index: UInt64(order))
    return TaylorGLO(parameters: (0..<TaylorGLO.parameterCount(order: order)).map { _ in 1.2 * random.nextNormal() })!
  }

  static func normals(_ count: Int, seed: UInt64, scale: Double = 1) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .test)
    return (0..<count).map { _ in scale * random.nextNormal() }
  }
}
