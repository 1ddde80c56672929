public import Files

/// What is damaged, and how: images by a corruption, or weights.
public enum DamageKind: Sendable, Hashable, CodedAsText {
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

  public var text: String { name }

  static let names = all.map(\.name).joined(separator: ", ")

  /// One kind by its name.
  public init(parsing text: String) throws { self = try Self.named(text, at: "kind", beside: []) }

  /// `all`, or names separated by commas.
  public static func list(parsing text: String, at place: String = "kinds") throws -> [DamageKind] {
    if text == "all" { return all }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map {
      try named(String($0), at: place, beside: ["all"])
    }
  }

  /// The kind called `name`; `words` are what may stand there too.
  private static func named(_ name: String, at place: String, beside words: [String]) throws -> DamageKind {
    guard let kind = all.first(where: { $0.name == name }) else {
      let names = words + all.map(\.name)
      throw FileError(
        place, "no such damage", expected: names.joined(separator: ", "), found: name.isEmpty ? "nothing" : name,
        advice: NearestName.of(name, in: names).map { "did you mean \($0)?" })
    }
    return kind
  }
}
