/// An axis's label with its unit, wrapped to the axis's length.
struct AxisCaption {
  private let lines: [String]

  private static let lineHeight = Font.axisLabel.size * 1.25

  init(_ axis: Axis, length: Double, ruler: TextRuler) {
    let text = axis.unit.map { "\(axis.label) (\($0))" } ?? axis.label
    lines = ruler.lines(text, .axisLabel, width: length)
  }

  /// The room it takes across its axis.
  var depth: Double { Double(lines.count) * Self.lineHeight }

  func elements(below top: Double, centeredAt x: Double) -> [DisplayList.Element] {
    lines.enumerated().map { n, line in
      let y = top + Double(n) * Self.lineHeight
      return .text(TextRun(line, at: Point(x, y), .axisLabel, alignment: .middle, anchor: .top))
    }
  }

  /// Reading upwards, from `left` on.
  func elements(rightOf left: Double, centeredAt y: Double) -> [DisplayList.Element] {
    lines.enumerated().map { n, line in
      let x = left + Double(n) * Self.lineHeight
      return .text(
        TextRun(line, at: Point(x, y), .axisLabel, alignment: .middle, anchor: .top, readsUpwards: true))
    }
  }
}
