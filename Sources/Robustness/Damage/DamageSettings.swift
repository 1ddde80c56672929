public import Settings

/// What models are damaged with, where a study asks for it.
public struct DamageSettings: Sendable, Codable, Equatable {
  /// It is empty where nothing is damaged.
  public var kinds: [DamageKind] = []
  public var seed = Seed.usual
  /// Test images behind each figure, the first of the file; `nil` for all.
  public var limit: Int?

  public init() {}
}

extension DamageSettings: Configurable {
  public static let usual = DamageSettings()

  public static let settings: [Setting<DamageSettings>] = [
    Setting(
      "kinds", \.kinds,
      .list(
        of: Rule(DamageKind.names, placeholder: "kind", text: { $0.name }, parse: { try DamageKind(parsing: $0) }),
        named: "some of \(DamageKind.names)", none: "none"), "Kinds of damage that no adversary chose."),
    .seed(\.seed),
    Setting("limit", \.limit, .whole(1...Int.max), "Use the first N test images.", usual: "all"),
  ]
}
