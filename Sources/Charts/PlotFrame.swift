/// How sheet, plot and legend share the canvas of a line chart.
struct PlotFrame {
  var size: Size
  /// The rectangle for the plot with its labels.
  var room: Rect
  private let legend: Legend
  private let bottom: Double

  private static let gap = 18.0
  private static let minimumPlotHeight = 280.0

  /// A canvas of this height. It is higher where the plot would get less than its minimum.
  init(sheet: Sheet, legend: Legend, height: Double) {
    let below = legend.isBelow ? legend.height + Self.gap : 0
    let needed = legend.isBelow ? Self.minimumPlotHeight : max(Self.minimumPlotHeight, legend.height + Self.gap)
    size = Size(sheet.width, max(height, sheet.height(content: needed + below)))
    bottom = size.height - sheet.bottomMargin
    let right = legend.isBelow || legend.width == 0 ? 0 : legend.width + Self.gap
    room = Rect(
      minX: Sheet.margin, minY: sheet.contentTop, maxX: sheet.width - Sheet.margin - right, maxY: bottom - below)
    self.legend = legend
  }

  /// Where the legend starts: at the right of the plot's upper edge, or below the plot at the left margin.
  func legendOrigin(beside plot: Rect) -> Point {
    legend.isBelow ? Point(Sheet.margin, bottom - legend.height) : Point(room.maxX + Self.gap, plot.minY)
  }
}
