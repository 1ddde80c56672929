/// A length on paper.
public struct Length: Sendable, Equatable {
  /// The length in printer's points, of which an inch has 72.
  public let points: Double
  /// The length as it was written, such as `8cm`.
  public let text: String

  private static let units: [(name: String, points: Double)] = [
    ("cm", 72 / 2.54), ("mm", 7.2 / 2.54), ("in", 72), ("pt", 1),
  ]

  /// The widths that a chart can have. A narrower one has no room for its labels, and a wider one fits no sheet of paper.
  static let range = 4 * 72 / 2.54...100 * 72 / 2.54

  /// A number with one of the units cm, mm, in and pt, from 4 cm to 100 cm; `nil` for anything else.
  public init?(_ text: String) {
    guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }) else { return nil }
    let number = text.dropLast(unit.name.count)
    guard let value = Double(number), !number.contains(where: { $0.isWhitespace }) else { return nil }
    // A hair's breadth is left for `40mm`, which is 4 cm.
    let points = value * unit.points
    guard points > Self.range.lowerBound - 1e-9, points < Self.range.upperBound + 1e-9 else { return nil }
    self.points = points
    self.text = text
  }

  /// What a length has to look like, for errors.
  public static let expectation = "a width from 4cm to 100cm, such as 8cm, 120mm, 3.25in or 240pt"
}
