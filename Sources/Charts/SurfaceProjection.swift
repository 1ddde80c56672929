import Foundation

/// A box seen from above one of its corners, in parallel projection: the same length is equally long near and far.
///
/// Its base is the unit square, with x to the right and y to the back; its height is `height`.
struct SurfaceProjection {
  /// The height of the box in lengths of its base.
  static let height = 0.62
  /// The place of the eye about the vertical, anticlockwise from the x axis, and above the base, in radians. From here both
  /// the left and the back of a surface can be read off the walls behind it.
  private static let azimuth = -55 * Double.pi / 180, elevation = 40 * Double.pi / 180

  /// The size of the box on the canvas in lengths of its base.
  static var extent: Size {
    Size(cos(azimuth) - sin(azimuth), sin(elevation) * (cos(azimuth) - sin(azimuth)) + cos(elevation) * height)
  }

  /// How long the base is on the canvas.
  let scale: Double
  /// Where the middle of the box is on the canvas.
  let center: Point

  /// The box as large as `rect` can hold.
  init(filling rect: Rect) {
    scale = min(rect.width / Self.extent.width, rect.height / Self.extent.height)
    center = Point(rect.midX, rect.midY)
  }

  /// The place on the canvas of a place in the box: its x, y and height as fractions of the box's.
  func point(_ x: Double, _ y: Double, _ z: Double) -> Point {
    let (a, e) = (Self.azimuth, Self.elevation)
    let (u, v, w) = (x - 0.5, y - 0.5, (z - 0.5) * Self.height)
    return Point(
      center.x + scale * (cos(a) * v - sin(a) * u),
      center.y + scale * (sin(e) * (cos(a) * u + sin(a) * v) - cos(e) * w))
  }

  /// How bright a face with this rise along x and along y is, by Lambert's law with light from the left over the viewer's
  /// shoulder. The range is small, so that the colour bar holds.
  static func brightness(riseAlongX: Double, riseAlongY: Double) -> Double {
    let normal = (-riseAlongX * height, -riseAlongY * height, 1.0)
    let light = (-0.35, -0.45, 0.82)
    let product = normal.0 * light.0 + normal.1 * light.1 + normal.2 * light.2
    let length = sqrt(normal.0 * normal.0 + normal.1 * normal.1 + 1)
    return 0.78 + 0.22 * max(0, product / length)
  }
}
