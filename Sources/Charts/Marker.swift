/// The shape that marks a data point.
enum Marker: CaseIterable, Sendable {
  case disc, square, triangle, diamond, invertedTriangle

  /// The marker about `center`, with a thin white rim that parts it from its neighbours.
  ///
  /// `radius` is that of a disc; the other shapes have about the area of this disc.
  func elements(at center: Point, radius r: Double, color: Color) -> [DisplayList.Element] {
    func shape(_ growth: Double, _ fill: Color) -> DisplayList.Element {
      guard !corners.isEmpty else { return .disc(center: center, radius: r + growth, fill: fill) }
      // A slanted edge moves out by less than its corners do.
      let scale = size * r + growth * 1.3
      return .polygon(corners.map { Point(center.x + $0.x * scale, center.y + $0.y * scale) }, fill: fill)
    }
    return [shape(1, .white), shape(0, color)]
  }

  /// The scale of the corners at which the shape has about the area of a disc of radius 1.
  private var size: Double {
    switch self {
    case .disc: 1
    case .square: 0.9
    case .diamond: 1.25
    case .triangle, .invertedTriangle: 1.3
    }
  }

  private var corners: [Point] {
    switch self {
    case .disc: []
    case .square: [Point(-1, -1), Point(1, -1), Point(1, 1), Point(-1, 1)]
    case .diamond: [Point(0, -1), Point(1, 0), Point(0, 1), Point(-1, 0)]
    case .triangle: [Point(0, -1), Point(0.87, 0.5), Point(-0.87, 0.5)]
    case .invertedTriangle: [Point(0, 1), Point(0.87, -0.5), Point(-0.87, -0.5)]
    }
  }
}
