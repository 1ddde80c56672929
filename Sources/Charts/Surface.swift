import Foundation

/// One surface as faces in painting order: from the back to the front, so that what is nearer covers what lies behind it.
struct Surface {
  private let grid: SmoothGrid
  private let panel: HeatMapChart.Panel
  private let axes: SurfaceAxes
  private let box: SurfaceProjection
  private let marksOrigin: Bool
  private let parts: Int
  /// Where the points of the grid lie in the box.
  private let us: [Double]
  private let vs: [Double]
  /// The corners of each face on the canvas and the rectangle about them, row by row; `nil` where there is no surface.
  private let faces: [(corners: [Point], bounds: Rect)?]

  /// The most faces along an axis, beyond which a grid is not refined.
  private static let finest = 64

  init(_ panel: HeatMapChart.Panel, axes: SurfaceAxes, box: SurfaceProjection, marksOrigin: Bool) {
    self.panel = panel
    self.axes = axes
    self.box = box
    self.marksOrigin = marksOrigin
    parts = max(1, Self.finest / max(panel.xs.count, panel.ys.count))
    let heights = panel.values.map { value in
      let fraction = axes.z.fraction(value)
      // Outside of a given range the surface is cut at the top or the base of the box.
      return fraction.isFinite ? min(max(fraction, 0), 1) : .nan
    }
    grid = SmoothGrid(xs: panel.xs, ys: panel.ys, values: heights, parts: parts)
    let us = grid.xs.map(axes.x.fraction), vs = grid.ys.map(axes.y.fraction), values = grid.values
    self.us = us
    self.vs = vs
    func point(_ column: Int, _ row: Int) -> Point {
      box.point(us[column], vs[row], values[row * us.count + column])
    }
    faces = (0..<vs.count - 1).flatMap { row in
      (0..<us.count - 1).map { column in
        let corners = [
          point(column, row), point(column + 1, row), point(column + 1, row + 1), point(column, row + 1),
        ]
        guard corners.allSatisfy(\.isFinite) else { return nil }
        let xs = corners.map(\.x), ys = corners.map(\.y)
        return (corners, Rect(minX: xs.min()!, minY: ys.min()!, maxX: xs.max()!, maxY: ys.max()!))
      }
    }
  }

  var elements: [DisplayList.Element] {
    // The eye is to the right and in front: rows from the back, and in each row columns from the left.
    let surface = (0..<rows).reversed().flatMap { row in (0..<columns).flatMap { face($0, row) } }
    let origin = marksOrigin ? lifted(Point(0, 0)) : nil
    return surface + SurfaceMarks(path: panel.path, origin: origin) { visible($0) }.elements
  }

  private var columns: Int { us.count - 1 }
  private var rows: Int { vs.count - 1 }

  private func height(_ column: Int, _ row: Int) -> Double { grid.values[row * us.count + column] }
  private func corners(_ column: Int, _ row: Int) -> (corners: [Point], bounds: Rect)? { faces[row * columns + column] }

  private func face(_ i: Int, _ j: Int) -> [DisplayList.Element] {
    let heights = [height(i, j), height(i + 1, j), height(i + 1, j + 1), height(i, j + 1)]
    guard let corners = corners(i, j)?.corners else { return [] }
    let bright = SurfaceProjection.brightness(
      riseAlongX: (heights[1] + heights[2] - heights[0] - heights[3]) / 2 / (us[i + 1] - us[i]),
      riseAlongY: (heights[2] + heights[3] - heights[0] - heights[1]) / 2 / (vs[j + 1] - vs[j]))
    let color = ColorMap.color(heights.reduce(0, +) / 4)
    let shaded = Color(color.red * bright, color.green * bright, color.blue * bright).fixed
    // A rim of its own colour closes the seam to the faces beside it.
    var elements: [DisplayList.Element] = [
      .polygon(corners, fill: shaded), .line(corners + corners.prefix(1), Stroke(shaded, width: 0.6)),
    ]
    // The measured grid, as lines over the surface.
    let line = Stroke(Color.ink.opacity(0.3).fixed, width: 0.6)
    if i.isMultiple(of: parts) { elements.append(.line([corners[0], corners[3]], line)) }
    if (i + 1).isMultiple(of: parts) { elements.append(.line([corners[1], corners[2]], line)) }
    if j.isMultiple(of: parts) { elements.append(.line([corners[0], corners[1]], line)) }
    if (j + 1).isMultiple(of: parts) { elements.append(.line([corners[3], corners[2]], line)) }
    return elements
  }

  /// Where a place of the plane is seen on the canvas; `nil` where a nearer part of the surface hides it, and where there
  /// is no surface.
  private func visible(_ place: Point) -> Point? {
    guard let point = lifted(place), let (i, _) = Self.square(place.x, grid.xs),
      let (j, _) = Self.square(place.y, grid.ys)
    else { return nil }
    for row in 0...j {
      // The faces beside it touch the place, and do not hide it.
      for column in (row == j ? i : 0)..<columns where j - row > 1 || abs(column - i) > 1 {
        guard let face = corners(column, row), face.bounds.contains(point) else { continue }
        if Self.holds(face.corners, point) { return nil }
      }
    }
    return point
  }

  /// Whether a point lies in one of the two triangles of a face.
  private static func holds(_ corners: [Point], _ p: Point) -> Bool {
    [[0, 1, 2], [0, 2, 3]].contains { triangle in
      let sides = (0..<3).map { k -> Double in
        let a = corners[triangle[k]], b = corners[triangle[(k + 1) % 3]]
        return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
      }
      return sides.allSatisfy { $0 >= 0 } || sides.allSatisfy { $0 <= 0 }
    }
  }

  /// The place on the surface over a place of the plane; `nil` outside of the grid and where there is no value.
  private func lifted(_ place: Point) -> Point? {
    guard let (i, s) = Self.square(place.x, grid.xs), let (j, t) = Self.square(place.y, grid.ys) else { return nil }
    let height =
      (1 - t) * ((1 - s) * height(i, j) + s * height(i + 1, j))
      + t * ((1 - s) * height(i, j + 1) + s * height(i + 1, j + 1))
    let point = box.point(axes.x.fraction(place.x), axes.y.fraction(place.y), height)
    return point.isFinite ? point : nil
  }

  /// The interval of ascending places that holds `value`, and how far within it the value lies.
  private static func square(_ value: Double, _ places: [Double]) -> (Int, Double)? {
    guard value >= places[0], value <= places[places.count - 1] else { return nil }
    let i = max(0, (places.firstIndex { $0 >= value } ?? 1) - 1)
    return (i, (value - places[i]) / (places[i + 1] - places[i]))
  }
}
