/// Fields of a table of comma-separated values.
enum CSV {
  /// The field as RFC 4180 has it: with a comma, a quote or a line break it is quoted.
  static func quoted(_ text: String) -> String {
    text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
