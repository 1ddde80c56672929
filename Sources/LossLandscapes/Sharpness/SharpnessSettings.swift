public import Settings

/// What is computed of the sharpness of a model.
public struct SharpnessSettings: Sendable, Codable, Equatable {
  public var seed = Seed.usual
  /// How many random directions the half-width and the mean rise are taken over.
  public var directions = 5
  /// Random vectors of Hutchinson's estimate of the trace.
  public var traceProbes = 10
  /// Steps of Lanczos' method for the eigenvalues and their density.
  public var lanczosSteps = 100
  /// Steps of Lanczos' method for the largest eigenvalue of each layer; 0 leaves it out.
  public var layerSteps = 10

  /// That of the robustness literature (Foret et al. 2021).
  static let samRho = 0.05
  /// Those of Kwon et al. 2021.
  static let asamRho = 0.5, asamEta = 0.01
  /// Those with which Andriushchenko et al. 2023 compare models on CIFAR-10.
  static let worstCaseRho = 0.001, worstCaseIterations = 20, adaptiveImages = 1024
  static let averageCaseRho = 0.1, averageCaseDraws = 20

  enum CodingKeys: String, CodingKey {
    case seed, directions
    case traceProbes = "trace_probes"
    case lanczosSteps = "lanczos_steps"
    case layerSteps = "layer_steps"
  }

  public init() {}
}

extension SharpnessSettings: Configurable {
  public static let usual = SharpnessSettings()

  public static let settings: [Setting<SharpnessSettings>] = [
    .seed(\.seed),
    Setting(
      "directions", \.directions, .whole(1...1000), "Random directions for the half-width and the mean rise."),
    Setting("trace_probes", \.traceProbes, .whole(2...10_000), "Random vectors for the trace of the Hessian."),
    Setting(
      "lanczos_steps", \.lanczosSteps, .whole(2...1000),
      "Lanczos steps for eigenvalues of the Hessian and their density."
    ),
    Setting(
      "layer_steps", \.layerSteps, .whole(0...1000),
      "Lanczos steps for the largest eigenvalue of each layer; 0 leaves it out."),
  ]
}
