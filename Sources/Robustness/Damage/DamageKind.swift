import Files

/// What is damaged, and how: images by a corruption, or weights.
public enum DamageKind: Sendable, Hashable {
  case images(CorruptionName)
  case weights(WeightDamageName)

  public static let all = CorruptionName.allCases.map(Self.images) + WeightDamageName.allCases.map(Self.weights)

  public var name: String {
    switch self {
    case .images(let name): name.rawValue
    case .weights(let name): name.rawValue
    }
  }

  public var quantity: String {
    switch self {
    case .images(let name): name.quantity
    case .weights(let name): name.quantity
    }
  }

  /// `all`, or names separated by commas.
  public static func list(parsing text: String, at place: String = "kinds") throws -> [DamageKind] {
    if text == "all" { return all }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let kind = all.first(where: { $0.name == name }) else {
        let names = ["all"] + all.map(\.name)
        throw FileError(
          place, "no such damage", expected: names.joined(separator: ", "), found: name.isEmpty ? "nothing" : "\(name)",
          advice: NearestName.of(String(name), in: names).map { "did you mean \($0)?" })
      }
      return kind
    }
  }
}
