public import Files
import Settings

/// Where attacks lead, where they do not just lead away from the label.
public enum Target: Sendable, Hashable, CodedAsText {
  /// One class for all images, by its name or its number.
  case named(String)
  /// For each image the class that the model gives it last.
  case leastLikely
  /// For each image any class but its own, by the seed.
  case random

  private static let others: [(name: String, target: Target)] = [("least-likely", .leastLikely), ("random", .random)]

  public init(parsing text: String) {
    self = Self.others.first { $0.name == text }?.target ?? .named(text)
  }

  public var text: String {
    switch self {
    case .named(let name): name
    case .leastLikely: "least-likely"
    case .random: "random"
    }
  }

  /// The number of the class that is named, of a model with `classes` outputs; `nil` where none is named.
  ///
  /// Throws a `SettingError` where no class has that name or number, and where one has the name and another the number.
  public func classNumber(classes: Int, names: [String]?) throws -> Int? {
    guard case .named(let text) = self else { return nil }
    let expected = "a class by its name or by its number from 0 to \(classes - 1), least-likely or random"
    // Names as bytes: two spellings of an accent are two names.
    let named = (names ?? []).firstIndex { $0.utf8.elementsEqual(text.utf8) }
    let numbered = Int(text).flatMap { (0..<classes).contains($0) ? $0 : nil }
    guard let number = named ?? numbered else {
      let known = (names ?? []) + Self.others.map(\.name)
      throw SettingError(
        "target", expected: expected, found: text,
        advice: NearestName.of(text, in: known).map { "did you mean \($0)?" })
    }
    if let numbered, number != numbered {
      throw SettingError(
        "target", expected: expected, found: text,
        advice: "the class named \(text) has the number \(number), and \(text) is the number of another one")
    }
    return number
  }
}

extension Rule where Value == Target {
  static var target: Rule {
    Rule("a class, least-likely or random", placeholder: "class", text: \.text) { Target(parsing: $0) }
  }
}
