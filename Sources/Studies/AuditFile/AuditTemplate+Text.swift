import Files
import Settings

extension AuditTemplate {
  /// The file's text, which is an audit that can be run as it stands.
  public var text: String {
    let head = """
      # An audit: what is trained, attacked and measured. Every key is here with its default. A key that has no value by
      # default stands behind "# ". Say what a run would do, then run it:
      #   lossaudit run THIS-FILE --dry-run
      #   lossaudit run THIS-FILE
      """
    return head + "\n" + keys.map { "\n" + Self.lines($0, indent: "").joined(separator: "\n") + "\n" }.joined()
  }

  private static func lines(_ key: AuditKey, indent: String) -> [String] {
    let help = key.help.isEmpty ? [] : wrapped(key.help, "\(indent)# ")
    if key.isList { return help + list(key) }
    guard key.keys.isEmpty else {
      let inner = key.keys.flatMap { lines($0, indent: key.isUnset ? "" : indent + "  ") }
      guard key.isUnset else { return help + ["\(indent)\(key.name):"] + inner }
      // A table without any value is a comment as a whole: an empty table is none.
      return help + ["\(indent)# \(key.name):"] + inner.map { "\(indent)#   \($0.trimmingPrefix("# "))" }
    }
    guard let written = key.written else {
      let words = "\(key.name): \(key.values); without it: \(key.usual)"
      return help + wrapped(words, "\(indent)# ", further: "\(indent)#   ")
    }
    return help + ["\(indent)\(key.name): \(yaml(written))"]
  }

  /// A list: its keys as comments, and for losses the two that every study begins with.
  private static func list(_ key: AuditKey) -> [String] {
    let keys = key.keys.flatMap { inner in
      wrapped(
        "\(inner.name): \(inner.help) It takes \(inner.values); without it: \(inner.usual).", "#   ", further: "#     ")
    }
    let entries =
      key.name == "losses"
      ? ["losses:", "- cross-entropy", "- baikal", "# - {name: evolved, evolve: {epsilon: 8/255}}"]
      : ["# \(key.name):", "# - model.safetensors.zst"]
    return keys + entries
  }

  private static func yaml(_ text: SettingText) -> String {
    switch text {
    case .word(let word): quoted(word)
    case .list(let words): "[\(words.map(quoted).joined(separator: ", "))]"
    }
  }

  /// A word in quotes where YAML would read it otherwise.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.first.map { $0.isLetter || $0.isNumber || "-./".contains($0) } ?? false
    let plain = isPlain && word.allSatisfy { $0.isLetter || $0.isNumber || "-._/:+ ".contains($0) }
    return plain && !word.contains(": ") && !word.hasPrefix("- ")
      ? word : "\"\(word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// `text` in lines of at most 100 characters, each behind `prefix`; those after the first behind `further`.
  private static func wrapped(_ text: String, _ prefix: String, further: String? = nil) -> [String] {
    var lines = [prefix], isEmpty = true
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !isEmpty, lines.last!.count + word.count + 1 > 100 {
        lines.append(further ?? prefix)
        isEmpty = true
      }
      lines[lines.count - 1] += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines
  }
}
