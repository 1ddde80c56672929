import Files

/// Which values a setting takes, and how they are written.
public struct Rule<Value>: Sendable {
  /// The values in words, to follow "expected".
  public let expected: String
  /// What stands for the value in the usage of a flag.
  let placeholder: String
  /// Throws a `SettingError` for a text that is no such value.
  let read: @Sendable (SettingText) throws -> Value
  /// The value as a user writes it.
  let text: @Sendable (Value) -> String
  /// The elements of a value that is a list; `nil` for a value of one word.
  let elements: @Sendable (Value) -> [String]?

  /// A value that is one word, for which `parse` returns `nil` or throws a `FileError` where it is no such value.
  public init(
    _ expected: String, placeholder: String, text: @escaping @Sendable (Value) -> String = { "\($0)" },
    parse: @escaping @Sendable (String) throws -> Value?
  ) {
    self.init(
      expected, placeholder: placeholder, text: text,
      read: { text in
        do {
          guard case .word(let word) = text, !word.isEmpty, let value = try parse(word) else {
            throw SettingError(expected: expected, found: text.found)
          }
          return value
        } catch let error as FileError {
          // What is wrong, where the error says neither what would be right nor what to do.
          let problem = error.expected == nil ? [error.place, error.problem].compactMap(\.self) : []
          throw SettingError(
            expected: error.expected ?? expected, found: text.found,
            advice: error.advice ?? (problem.isEmpty ? nil : problem.joined(separator: ": ")))
        }
      })
  }

  init(
    _ expected: String, placeholder: String, text: @escaping @Sendable (Value) -> String,
    elements: @escaping @Sendable (Value) -> [String]? = { _ in nil },
    read: @escaping @Sendable (SettingText) throws -> Value
  ) {
    self.expected = expected
    self.placeholder = placeholder
    self.text = text
    self.elements = elements
    self.read = read
  }

  /// The value as a file has it.
  func written(_ value: Value) -> SettingText { elements(value).map(SettingText.list) ?? .word(text(value)) }

  /// The same values, turned into others: `back` undoes `change`.
  public func map<Other>(
    _ change: @escaping @Sendable (Value) -> Other, back: @escaping @Sendable (Other) -> Value
  ) -> Rule<Other> {
    Rule<Other>(
      expected, placeholder: placeholder, text: { text(back($0)) }, elements: { elements(back($0)) },
      read: { change(try read($0)) })
  }
}
