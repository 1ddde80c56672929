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
    us = grid.xs.map(axes.x.fraction)
    vs = grid.ys.map(axes.y.fraction)
  }

  var elements: [DisplayList.Element] {
    let columns = us.count - 1, rows = vs.count - 1
    var marks = marks
    var elements: [DisplayList.Element] = []
    // The eye is to the right and in front: rows from the back, and in each row columns from the left.
    for row in stride(from: rows - 1, through: 0, by: -1) {
      for column in 0..<columns {
        elements += face(column, row)
        elements += marks.removeValue(forKey: row * columns + column) ?? []
      }
    }
    return elements
  }

  private func height(_ column: Int, _ row: Int) -> Double { grid.values[row * us.count + column] }
  private func point(_ column: Int, _ row: Int) -> Point { box.point(us[column], vs[row], height(column, row)) }

  private func face(_ i: Int, _ j: Int) -> [DisplayList.Element] {
    let heights = [height(i, j), height(i + 1, j), height(i + 1, j + 1), height(i, j + 1)]
    guard heights.allSatisfy(\.isFinite) else { return [] }
    let corners = [point(i, j), point(i + 1, j), point(i + 1, j + 1), point(i, j + 1)]
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

  /// The path and the mark of the origin, by the number of the face after which they are painted.
  private var marks: [Int: [DisplayList.Element]] {
    var marks: [Int: [DisplayList.Element]] = [:]
    func add(_ places: [Point], _ draw: ([Point]) -> [DisplayList.Element]) {
      let points = places.compactMap(lifted)
      guard points.count == places.count, let last = places.last, let face = face(before: last) else { return }
      marks[face, default: []] += draw(points)
    }
    for (from, to) in zip(panel.path, panel.path.dropFirst()) {
      let steps = 40
      func between(_ step: Int) -> Point {
        let t = Double(step) / Double(steps)
        return Point(from.x + t * (to.x - from.x), from.y + t * (to.y - from.y))
      }
      for step in 0..<steps {
        add([between(step), between(step + 1)]) {
          [.line($0, Stroke(Color.ink.fixed, width: 3.4)), .line($0, Stroke(Color.white.fixed, width: 1.7))]
        }
      }
    }
    for place in panel.path.count > 1 ? panel.path : [] {
      add([place]) { [.disc(center: $0[0], radius: 3, fill: .white.fixed, stroke: Stroke(Color.ink.fixed))] }
    }
    if marksOrigin {
      add([Point(0, 0)]) {
        [.disc(center: $0[0], radius: 4.5, fill: .white.fixed, stroke: Stroke(Color.ink.fixed, width: 1.4))]
      }
    }
    return marks
  }

  /// The face over which a place lies, or the one nearer to the eye beside it: half of a line's width reaches there.
  private func face(before place: Point) -> Int? {
    guard let (i, _) = Self.square(place.x, grid.xs), let (j, _) = Self.square(place.y, grid.ys) else { return nil }
    return max(j - 1, 0) * (us.count - 1) + min(i + 1, us.count - 2)
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
