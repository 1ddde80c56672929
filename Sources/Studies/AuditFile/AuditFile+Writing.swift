import Yams

extension AuditFile {
  /// The audit with every default written out, as YAML that reads back to the same value.
  public func yaml() throws -> String {
    let encoder = YAMLEncoder()
    encoder.options.sortKeys = true
    encoder.options.allowUnicode = true
    return Self.withPlainNumbers(try encoder.encode(self))
  }

  /// The encoder writes every number as `5e-2`, which nobody writes; texts that look so are in quotes.
  private static func withPlainNumbers(_ yaml: String) -> String {
    yaml.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard let space = line.lastIndex(of: " ") else { return String(line) }
      let word = line[line.index(after: space)...]
      guard word.contains("e"), let number = Double(word) else { return String(line) }
      let text = "\(number)"
      return line[...space] + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }.joined(separator: "\n")
  }
}
