/// Characters that the font of charts cannot draw.
///
/// Cairo would draw the same box for each of them, and two names of another script would look alike without a word.
public enum Glyphs {
  /// Stands for a character that cannot be drawn.
  static let replacement: Unicode.Scalar = "\u{FFFD}"

  /// Whether charts show `text` as it is.
  public static func canDraw(_ text: String) -> Bool { missing(in: [text]).isEmpty }

  /// The characters of `texts` that cannot be drawn, in the order of their numbers.
  static func missing(in texts: [String]) -> [Unicode.Scalar] {
    let canvas = CairoCanvas(size: Size(1, 1), scale: 1)
    return Set(texts.flatMap(\.unicodeScalars)).filter { !canvas.draws($0) }.sorted { $0.value < $1.value }
  }
}

extension DisplayList {
  /// Every text of the drawing, clipped ones included.
  var texts: [TextRun] { Self.texts(in: elements) }

  private static func texts(in elements: [Element]) -> [TextRun] {
    elements.flatMap { element -> [TextRun] in
      switch element {
      case .text(let run): [run]
      case .clipped(_, let inner): texts(in: inner)
      case .line, .polygon, .region, .rectangle, .disc, .cells: []
      }
    }
  }

  /// The drawing with a line below it that says which characters are replaced, where there are some.
  var namingMissingGlyphs: DisplayList {
    let missing = Glyphs.missing(in: texts.map(\.text))
    guard let first = missing.first else { return self }
    let number = String(first.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(4 - number.count, 0)) + number
    let others = missing.count == 1 ? "" : missing.count == 2 ? " and 1 other" : " and \(missing.count - 1) others"
    let words = "\(Glyphs.replacement): a character that the font cannot draw (\(code)\(others))"
    return noting(words)
  }
}
