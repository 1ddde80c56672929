/// How a chart is set: how wide it is on paper, whether it carries its own words, and on which ground it stands.
public struct ChartDesign: Sendable, Equatable {
  /// The width on paper. `nil` leaves each chart the width that suits it.
  ///
  /// A chart is laid out again at this width. Its type keeps its size, so that it is legible at any width.
  public var width: Length?
  /// Whether title, subtitle and footnote stand in the picture. Otherwise they are written to files beside it.
  public var showsWords: Bool
  public var theme: Theme

  public init(width: Length? = nil, showsWords: Bool = true, theme: Theme = .light) {
    self.width = width
    self.showsWords = showsWords
    self.theme = theme
  }

  /// The ground that a chart stands on.
  public enum Theme: String, Sendable, Codable, CaseIterable { case light, dark }

  /// The length of one unit of the layout on paper, in printer's points: type of 13 units has 6.5 points.
  static let pointsPerUnit = 0.5

  /// The width of the sheet in units of the layout, where it is stated.
  var sheetWidth: Double? { width.map { $0.points / Self.pointsPerUnit } }

  /// The size of a sheet that has `size` where no width is stated. The shape is kept.
  func size(of size: Size) -> Size {
    guard let sheetWidth else { return size }
    return Size(sheetWidth, sheetWidth * size.height / size.width)
  }
}
