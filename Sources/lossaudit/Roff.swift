/// Text for a manual page.
enum Roff {
  /// The longest line of source, in bytes.
  private static let width = 78

  /// The text with what roff would obey written out, and signs beyond ASCII by their numbers, which any formatter reads.
  static func text(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "\"": "\\(dq"
      case "'": "\\(aq"
      case "~": "\\(ti"
      case "^": "\\(ha"
      case "`": "\\(ga"
      case _ where scalar.isASCII: String(scalar)
      default: "\\[u\(hexadecimal(scalar.value))]"
      }
    }.joined()
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Running text as lines. `start` begins the first one as it stands.
  static func wrapped(_ text: String, after start: String = "") -> [String] {
    var lines = start.isEmpty ? [] : [start]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let word = self.text(String(word))
      if let last = lines.last, last.utf8.count + 1 + word.utf8.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(guarded(word))
      }
    }
    return lines
  }

  /// Paragraphs as in help: lines that are set in keep their breaks.
  static func paragraphs(_ text: String) -> [String] {
    var output: [String] = [], running = "", isSetIn = false
    func flush() {
      output += wrapped(running)
      running = ""
    }
    func end() { if isSetIn { output += [".fi", ".RE"] } }
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isEmpty = row.allSatisfy(\.isWhitespace), setsIn = row.hasPrefix("  ")
      if isSetIn, isEmpty || !setsIn {
        end()
        isSetIn = false
      }
      if isEmpty {
        flush()
        if let last = output.last, last != ".PP" { output.append(".PP") }
      } else if setsIn {
        flush()
        if !isSetIn {
          if output.last == ".PP" { output.removeLast() }
          output += [".RS 4", ".nf"]
          isSetIn = true
        }
        output.append(guarded(self.text(String(row.dropFirst(2)))))
      } else {
        running += "\(row) "
      }
    }
    flush()
    end()
    if output.last == ".PP" { output.removeLast() }
    return output
  }

  /// The line, which is no request even where it begins with a full stop.
  private static func guarded(_ line: String) -> String { line.hasPrefix(".") ? "\\&\(line)" : line }
}
