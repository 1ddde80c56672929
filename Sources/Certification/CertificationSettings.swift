public import Robustness
public import Settings

/// At which ε models of a study are certified, and on which images.
///
/// There is no time limit: what a study finds must not depend on how fast the machine is. Proofs end before branching.
public struct CertificationSettings: Sendable, Codable, Equatable {
  /// None for no certification.
  public var epsilons: [Epsilon] = []
  /// Test images, the first of the file; `nil` for all.
  public var limit: Int?

  public init() {}
}

extension CertificationSettings: Configurable {
  public static let usual = CertificationSettings()

  public static let settings: [Setting<CertificationSettings>] = [
    Setting(
      "epsilons", \.epsilons, .list(of: .strength(), named: "strengths such as 1/255,2/255", none: "none"),
      "Strengths ε in pixel units at which robustness is proved or broken."),
    Setting("limit", \.limit, .whole(1...Int.max), "Use the first N test images.", usual: "all"),
  ]
}
