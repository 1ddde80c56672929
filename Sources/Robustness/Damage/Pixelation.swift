import Tensors

/// An image made smaller and as large as before again, both by Pillow's BOX filter.
///
/// Down to ⌊s · side⌋ along each axis, where a pixel is the mean of those whose centres lie under it: whole pixels, not
/// shares of their areas. Back up, a pixel is the one that its centre lies in. Means are not rounded to bytes.
struct Pixelation {
  /// The new side in proportion to the old one, at most 1.
  let scale: Double

  /// Pixelates an image (H, W, C) where it lies.
  func apply(to image: UnsafeMutableBufferPointer<Float>, shape: ImageShape) {
    let lines = ImageLines(shape: shape)
    // A line at a time is the same as all of the smaller image at once: larger pixels are only copies.
    for axis in [ImageLines.Axis.across, .down] {
      let sources = sources(lines.length(along: axis))
      lines.replace(image, along: axis) { line, place in
        sources[place].reduce(0) { $0 + line[$1] } / Double(sources[place].count)
      }
    }
  }

  /// The pixels of a line of `count` whose mean each of them becomes.
  func sources(_ count: Int) -> [Range<Int>] {
    let small = max(Int(Double(count) * scale), 1)
    let down = Self.boxes(from: count, to: small)
    return Self.boxes(from: small, to: count).map { down[$0.lowerBound] }
  }

  /// Which of `count` pixels are averaged into each of `newCount`.
  ///
  /// A centre on a box's border is decided as in Pillow, by the rounding of the same double-precision formulas.
  private static func boxes(from count: Int, to newCount: Int) -> [Range<Int>] {
    let scale = Double(count) / Double(newCount), side = max(scale, 1)
    return (0..<newCount).map { place in
      let centre = (Double(place) + 0.5) * scale
      let near = max(Int(centre - side / 2 + 0.5), 0)..<min(Int(centre + side / 2 + 0.5), count)
      let inside = near.filter {
        let distance = (Double($0) - centre + 0.5) * (1 / side)
        return distance > -0.5 && distance <= 0.5
      }
      return inside[0]..<inside[inside.count - 1] + 1
    }
  }
}
