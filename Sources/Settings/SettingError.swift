/// A value that a setting does not take.
///
/// Whoever read the value puts the place in front, a flag or a line of a file: the rest reads the same everywhere.
public struct SettingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key in the table of settings; empty as long as only the rule is known.
  public var key: String
  public let expected: String
  public let found: String
  public let advice: String?

  public init(_ key: String = "", expected: String, found: String, advice: String? = nil) {
    self.key = key
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  /// `expected a whole number from 0 to 100, found 1000`.
  public var description: String {
    "expected \(expected), found \(found)" + (advice.map { "; \($0)" } ?? "")
  }
}
