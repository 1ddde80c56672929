/// A chart's layout in a design, and how large it is on paper.
struct Drawing {
  var list: DisplayList
  /// The length of one unit of the layout, in printer's points.
  var pointsPerUnit: Double

  /// The chart at the width of the design. A chart that cannot be made so narrow is set smaller, and says so.
  init(of chart: some Chart, _ design: ChartDesign) {
    var list = chart.displayList(design)
    pointsPerUnit = ChartDesign.pointsPerUnit
    if let width = design.sheetWidth, list.size.width > width + 0.01 {
      let shrunk = width / list.size.width
      pointsPerUnit *= shrunk
      list = list.noting(
        "too wide for \(design.width?.text ?? ""): set at \(Int((100 * shrunk).rounded())) % of its size")
    }
    self.list = list.namingMissingGlyphs.themed(design.theme)
  }

  /// The width and the height on paper in printer's points.
  var paper: Size { Size(list.size.width * pointsPerUnit, list.size.height * pointsPerUnit) }
}
