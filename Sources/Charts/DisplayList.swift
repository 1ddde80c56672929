/// A drawing as plain values in painting order. Every chart becomes one, and every renderer takes one.
///
/// Lengths are in logical points. A renderer decides how many pixels one point is.
public struct DisplayList: Sendable, Equatable {
  public var size: Size
  public var elements: [Element]

  public init(size: Size, elements: [Element] = []) {
    self.size = size
    self.elements = elements
  }

  public enum Element: Sendable, Equatable {
    /// An open line through at least two points.
    case line([Point], Stroke)
    case polygon([Point], fill: Color)
    /// The area inside of closed outlines that do not cross; one within another is its hole.
    case region([[Point]], fill: Color)
    case rectangle(Rect, fill: Color? = nil, stroke: Stroke? = nil)
    case disc(center: Point, radius: Double, fill: Color? = nil, stroke: Stroke? = nil)
    /// Coloured cells without seams between them: `columns.count - 1` by `rows.count - 1` of them, row by row.
    /// `columns` and `rows` are their edges.
    case cells(columns: [Double], rows: [Double], colors: [Color])
    case text(TextRun)
    /// Elements that show only inside of the rectangle.
    case clipped(to: Rect, [Element])
  }

  public static func += (list: inout DisplayList, elements: [Element]) { list.elements += elements }
}

/// How a line is drawn.
public struct Stroke: Sendable, Equatable {
  public var color: Color
  public var width: Double
  /// The lengths of dashes and gaps in turn. It is empty for a solid line.
  public var dash: [Double]

  public init(_ color: Color, width: Double = 1, dash: [Double] = []) {
    self.color = color
    self.width = width
    self.dash = dash
  }
}

/// One line of text and the point it is aligned to.
public struct TextRun: Sendable, Equatable {
  public enum Alignment: Sendable { case start, middle, end }
  /// Which part of the text lies at its position: the top of its capitals, their middle, the baseline, or the lowest
  /// descender.
  public enum Anchor: Sendable { case top, middle, baseline, bottom }

  public var text: String
  public var position: Point
  public var font: Font
  public var color: Color
  public var alignment: Alignment
  public var anchor: Anchor
  /// Whether the text is turned about its position, so that it reads upwards.
  public var readsUpwards: Bool

  public init(
    _ text: String, at position: Point, _ font: Font, color: Color = .ink, alignment: Alignment = .start,
    anchor: Anchor = .baseline, readsUpwards: Bool = false
  ) {
    self.text = text
    self.position = position
    self.font = font
    self.color = color
    self.alignment = alignment
    self.anchor = anchor
    self.readsUpwards = readsUpwards
  }
}

/// The typeface of charts at a size in logical points.
public struct Font: Sendable, Equatable {
  public var size: Double
  public var isBold: Bool

  public init(_ size: Double, bold: Bool = false) {
    self.size = size
    self.isBold = bold
  }

  static let title = Font(18, bold: true)
  static let subtitle = Font(14)
  static let panelTitle = Font(14, bold: true)
  static let axisLabel = Font(14)
  static let legend = Font(13)
  static let tick = Font(13)
  static let annotation = Font(12)
  static let footnote = Font(12)
}
