/// What lies on a surface: a path with a dot at each of its points, and a mark over the origin.
///
/// All is painted over the whole surface. What is hidden of a path is left out, and a dot is whole or absent. A hidden
/// origin is a ring.
struct SurfaceMarks {
  let path: [Point]
  /// Where the origin lies on the canvas, seen or hidden; `nil` for no mark.
  let origin: Point?
  /// Where a place of the plane is seen on the canvas; `nil` where it is not.
  let visible: (Point) -> Point?

  /// The parts of the way between two points of the path, each of which is seen or hidden.
  private static let parts = 40

  var elements: [DisplayList.Element] {
    var elements: [DisplayList.Element] = []
    let lines = self.lines
    // All rims first, or they would cut the white line into pieces.
    for stroke in [Stroke(Color.ink.fixed, width: 3.4), Stroke(Color.white.fixed, width: 1.7)] {
      elements += lines.map { .line($0, stroke) }
    }
    elements += (path.count > 1 ? path : []).compactMap(visible).map {
      .disc(center: $0, radius: 3, fill: .white.fixed, stroke: Stroke(Color.ink.fixed))
    }
    if let origin {
      // A white line within a dark one, so that a ring shows on dark and on pale parts.
      elements +=
        visible(Point(0, 0)) != nil
        ? [.disc(center: origin, radius: 4.5, fill: .white.fixed, stroke: Stroke(Color.ink.fixed, width: 1.4))]
        : [
          .disc(center: origin, radius: 4.5, stroke: Stroke(Color.ink.fixed, width: 3.4)),
          .disc(center: origin, radius: 4.5, stroke: Stroke(Color.white.fixed, width: 1.4)),
        ]
    }
    return elements
  }

  /// The parts of the path that are seen, as lines.
  private var lines: [[Point]] {
    let places = zip(path, path.dropFirst()).flatMap { from, to in
      (0..<Self.parts).map { step in
        let t = Double(step) / Double(Self.parts)
        return Point(from.x + t * (to.x - from.x), from.y + t * (to.y - from.y))
      }
    }
    return (places + path.suffix(places.isEmpty ? 0 : 1)).map(visible).split { $0 == nil }.map { $0.compactMap(\.self) }
      .filter { $0.count > 1 }
  }
}
