/// Measures text for the layout, before there is a picture.
struct TextRuler {
  private let canvas = CairoCanvas(size: Size(1, 1), scale: 1)

  func extent(of text: String, _ font: Font) -> CairoCanvas.TextExtent { canvas.extent(of: text, font) }

  func width(_ text: String, _ font: Font) -> Double { canvas.extent(of: text, font).width }

  /// The height of a line, from the top of capitals to the bottom of descenders.
  func height(_ font: Font) -> Double {
    let extent = canvas.extent(of: "", font)
    return extent.capHeight + extent.descent
  }

  /// The rectangle that a text takes on the canvas.
  func bounds(_ run: TextRun) -> Rect {
    let extent = canvas.extent(of: run.text, run.font)
    let x = run.start(extent), y = run.baseline(extent)
    // Along the text, then across it.
    let along = (x, x + extent.width), across = (y - extent.capHeight, y + extent.descent)
    return run.readsUpwards
      ? Rect(
        minX: run.position.x + across.0, minY: run.position.y - along.1, maxX: run.position.x + across.1,
        maxY: run.position.y - along.0)
      : Rect(
        minX: run.position.x + along.0, minY: run.position.y + across.0, maxX: run.position.x + along.1,
        maxY: run.position.y + across.1)
  }

  /// The text in lines that are no wider than `width`. Lines end at spaces other than no-break spaces. A word is broken
  /// only where it is wider than a line.
  func lines(_ text: String, _ font: Font, width: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: { $0.isWhitespace && $0 != "\u{A0}" }) {
      if let last = lines.last, self.width("\(last) \(word)", font) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines += pieces(word, font, width: width)
      }
    }
    return lines
  }

  private func pieces(_ word: Substring, _ font: Font, width: Double) -> [String] {
    guard self.width(String(word), font) > width else { return [String(word)] }
    var pieces = [""]
    for character in word {
      if let last = pieces.last, !last.isEmpty, self.width(last + String(character), font) > width {
        // Behind a hyphen or a slash, where there is one in the line's second half or punctuation would begin the next.
        let end = last.lastIndex { "-/".contains($0) }.map(last.index(after:)) ?? last.endIndex
        let isLate = last.distance(from: last.startIndex, to: end) * 2 >= last.count || ":,;.".contains(character)
        pieces[pieces.count - 1] = String(last[..<(isLate ? end : last.endIndex)])
        pieces.append(isLate ? String(last[end...]) : "")
      }
      pieces[pieces.count - 1].append(character)
    }
    return pieces
  }
}
