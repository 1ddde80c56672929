/// An axis's label with its unit and its scale, wrapped to the axis's length.
struct AxisCaption {
  private let lines: [String]

  private static let lineHeight = Font.axisLabel.size * 1.25

  init(_ axis: Axis, length: Double, ruler: TextRuler) {
    let remarks = [axis.unit, axis.scale.words].compactMap { $0 }.joined(separator: ", ")
    // An axis without a name, such as one that another panel names, has no caption.
    let text = remarks.isEmpty || axis.label.isEmpty ? axis.label : "\(axis.label) (\(remarks))"
    lines = ruler.lines(text, .axisLabel, width: length)
  }

  /// The room that the caption takes across its axis.
  var depth: Double { Double(lines.count) * Self.lineHeight }

  func elements(below top: Double, centeredAt x: Double) -> [DisplayList.Element] {
    lines.enumerated().map { n, line in
      let y = top + Double(n) * Self.lineHeight
      return .text(TextRun(line, at: Point(x, y), .axisLabel, alignment: .middle, anchor: .top))
    }
  }

  /// The caption beside an upright axis. It reads upwards, and its first line starts at `left`.
  func elements(rightOf left: Double, centeredAt y: Double) -> [DisplayList.Element] {
    lines.enumerated().map { n, line in
      let x = left + Double(n) * Self.lineHeight
      return .text(
        TextRun(line, at: Point(x, y), .axisLabel, alignment: .middle, anchor: .top, readsUpwards: true))
    }
  }
}
