/// The areas between the contours of one panel, each in the colour of its band, and the lines between them.
struct FilledContours {
  /// Where the values lie on the colour scale; NaN where they have no place.
  private let grid: SmoothGrid
  private let area: PlotArea
  private let colors: FittedAxis
  private let levels: [Double]

  /// The steps between two points of the grid.
  private static let parts = 6
  /// The area of a closed contour below which it is left out, in square points: a speck shows noise, and no shape.
  private static let speck = 30.0
  /// Values below everything that the grid holds. The crossing between one of them and a value lies at the value.
  private static let depth = -1e60, floor = -1e30

  init(_ panel: HeatMapChart.Panel, in area: PlotArea, levels: [Double], colors: FittedAxis) {
    let fractions = panel.values.map { value in
      let fraction = colors.fraction(value)
      return fraction.isFinite ? min(max(fraction, -1e6), 1e6) : .nan
    }
    grid = SmoothGrid(xs: panel.xs, ys: panel.ys, values: fractions, parts: Self.parts)
    self.area = area
    self.colors = colors
    self.levels = levels
  }

  /// The colours of the bands below, between and above the levels: those of their middles on the scale.
  static func colors(of levels: [Double], _ axis: FittedAxis) -> [Color] {
    ColorMap.bands([0] + levels.map(axis.fraction) + [1])
  }

  /// The areas from the lowest band to the highest. Each covers a part of the one before it.
  var areas: [DisplayList.Element] {
    zip([Self.floor] + levels.map(colors.fraction), Self.colors(of: levels, colors)).map { level, color in
      .region(rings(above: level), fill: color)
    }
  }

  /// The lines at each of the levels.
  var lines: [[[Point]]] {
    levels.map { level in
      Contours.lines(at: colors.fraction(level), xs: grid.xs, ys: grid.ys, values: grid.values)
        .map { $0.map(area.point) }.filter { $0.first != $0.last || Self.size($0) >= Self.speck }
    }
  }

  /// The outlines of the area where the values reach `level`. A frame of very low values about the grid closes them.
  private func rings(above level: Double) -> [[Point]] {
    func framed(_ places: [Double]) -> [Double] { [places[0]] + places + [places[places.count - 1]] }
    let width = grid.xs.count, line = [Double](repeating: Self.depth, count: width + 2)
    var values = line
    for row in grid.ys.indices {
      values.append(Self.depth)
      for value in grid.values[row * width..<(row + 1) * width] { values.append(value.isFinite ? value : Self.depth) }
      values.append(Self.depth)
    }
    return Contours.lines(at: level, xs: framed(grid.xs), ys: framed(grid.ys), values: values + line)
      .map { $0.map(area.point) }.filter { Self.size($0) >= Self.speck }
  }

  /// The area of a closed polygon, by Gauss's formula.
  private static func size(_ ring: [Point]) -> Double {
    abs(zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }) / 2
  }
}
