/// Fields of a table of comma-separated values.
public enum CSV {
  /// The field as RFC 4180 has it: with a comma, a quote or a line break it is quoted.
  public static func quoted(_ text: String) -> String {
    text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
