/// Values between the points of a grid, for contours without corners.
///
/// Between four points the values are those of a Catmull-Rom spline along either axis (Catmull and Rom 1974), kept within
/// the range of the four: nothing is drawn that is higher or lower than what was measured beside it. Where a point
/// that the spline needs is not finite, the values are bilinear; where one of the four is not, there are none.
struct SmoothGrid {
  let xs: [Double]
  let ys: [Double]
  /// The values row by row.
  let values: [Double]

  /// The grid with `parts` steps between neighbouring points, of which there are at least two along each axis.
  init(xs: [Double], ys: [Double], values: [Double], parts: Int) {
    precondition(xs.count > 1 && ys.count > 1, "a grid has squares")
    self.xs = Self.finer(xs, parts)
    self.ys = Self.finer(ys, parts)
    let width = xs.count, height = ys.count
    func value(_ column: Int, _ row: Int) -> Double {
      values[min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1)]
    }
    var fine: [Double] = []
    fine.reserveCapacity(self.xs.count * self.ys.count)
    for row in self.ys.indices {
      for column in self.xs.indices {
        if row.isMultiple(of: parts) && column.isMultiple(of: parts) {
          fine.append(value(column / parts, row / parts))
          continue
        }
        // A place between two squares belongs to either.
        let squares = Self.squares(row, parts, height).flatMap { j in Self.squares(column, parts, width).map { ($0, j) }
        }
        let whole = squares.first { i, j in
          (value(i, j) + value(i + 1, j) + value(i, j + 1) + value(i + 1, j + 1)).isFinite
        }
        guard let (i, j) = whole else {
          fine.append(.nan)
          continue
        }
        let (a, b, c, d) = (value(i, j), value(i + 1, j), value(i, j + 1), value(i + 1, j + 1))
        let u = Double(column - i * parts) / Double(parts), v = Double(row - j * parts) / Double(parts)
        let smooth = Self.spline(
          Self.spline(value(i - 1, j - 1), value(i, j - 1), value(i + 1, j - 1), value(i + 2, j - 1), u),
          Self.spline(value(i - 1, j), a, b, value(i + 2, j), u),
          Self.spline(value(i - 1, j + 1), c, d, value(i + 2, j + 1), u),
          Self.spline(value(i - 1, j + 2), value(i, j + 2), value(i + 1, j + 2), value(i + 2, j + 2), u), v)
        let bilinear = (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d)
        fine.append(min(max(smooth.isFinite ? smooth : bilinear, min(a, b, c, d)), max(a, b, c, d)))
      }
    }
    self.values = fine
  }

  /// The intervals between `count` points that hold a place, counted in parts of an interval.
  private static func squares(_ place: Int, _ parts: Int, _ count: Int) -> [Int] {
    let i = place / parts
    return (place.isMultiple(of: parts) ? [i, i - 1] : [i]).filter { (0...count - 2).contains($0) }
  }

  private static func finer(_ places: [Double], _ parts: Int) -> [Double] {
    zip(places, places.dropFirst()).flatMap { a, b in
      (0..<parts).map { a + (b - a) * Double($0) / Double(parts) }
    } + places.suffix(1)
  }

  /// The spline through the second and the third of four values, at `t` between them.
  private static func spline(_ p: Double, _ q: Double, _ r: Double, _ s: Double, _ t: Double) -> Double {
    let linear = r - p, square = 2 * p - 5 * q + 4 * r - s, cube = 3 * q - p - 3 * r + s
    return (2 * q + t * (linear + t * (square + t * cube))) / 2
  }
}
