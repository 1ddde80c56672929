import Tensors

extension Picture {
  /// The image with a shorter side of `side` pixels, by torchvision's rule: the longer one is cut to whole pixels.
  static func size(of shape: ImageShape, resizedTo side: Int) -> (height: Int, width: Int) {
    let (short, long) = (min(shape.height, shape.width), max(shape.height, shape.width))
    let other = Int(Double(side * long) / Double(short))
    return shape.height <= shape.width ? (side, other) : (other, side)
  }

  /// The image resized to `size`, byte by byte what Pillow's `resize` with `BILINEAR` gives.
  ///
  /// Each line is a weighted mean over a triangle that is as wide as two new pixels, or two old ones where the image
  /// grows. Columns are done first and rounded to bytes, then rows.
  func resized(to size: (height: Int, width: Int)) -> Picture {
    let channels = shape.channels
    var (pixels, width, height) = (pixels, shape.width, shape.height)
    if size.width != width {
      pixels = Triangle(from: width, to: size.width).applied(
        to: pixels, lines: height, lineStep: width * channels, step: channels, lanes: channels,
        into: (lineStep: size.width * channels, step: channels))
      width = size.width
    }
    if size.height != height {
      pixels = Triangle(from: height, to: size.height).applied(
        to: pixels, lines: 1, lineStep: 0, step: width * channels, lanes: width * channels,
        into: (lineStep: 0, step: width * channels))
      height = size.height
    }
    return Picture(height: height, width: width, channels: channels, pixels: pixels)
  }
}

/// The weights by which a line of old pixels becomes one of new pixels.
private struct Triangle {
  /// The old pixels under each new one, and their weights in units of 2⁻²².
  private var windows: [(first: Int, weights: [Int])] = []
  private static let bits = 22

  init(from old: Int, to new: Int) {
    let scale = Double(old) / Double(new), support = max(scale, 1)
    for place in 0..<new {
      // The steps and their order are Pillow's, since another order rounds differently.
      let centre = (Double(place) + 0.5) * scale
      let first = max(Int(centre - support + 0.5), 0), end = min(Int(centre + support + 0.5), old)
      let heights = (0..<max(end - first, 0)).map { index in
        max(1 - abs((Double(index + first) - centre + 0.5) * (1 / support)), 0)
      }
      let sum = heights.reduce(0, +)
      windows.append((first, heights.map { Int(0.5 + (sum == 0 ? $0 : $0 / sum) * Double(1 << Self.bits)) }))
    }
  }

  /// New lines from old ones. A line's pixels lie `step` apart and have `lanes` bytes each, and the lines `lineStep`.
  func applied(
    to source: [UInt8], lines: Int, lineStep: Int, step: Int, lanes: Int, into new: (lineStep: Int, step: Int)
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: lines == 1 ? windows.count * new.step : lines * new.lineStep) {
      target, count in
      count = target.count
      source.withUnsafeBufferPointer { source in
        for line in 0..<lines {
          for (place, window) in windows.enumerated() {
            let from = line * lineStep + window.first * step, to = line * new.lineStep + place * new.step
            window.weights.withUnsafeBufferPointer { weights in
              for lane in 0..<lanes {
                var sum = 1 << (Self.bits - 1)
                for index in weights.indices { sum &+= weights[index] &* Int(source[from &+ index &* step &+ lane]) }
                target[to + lane] = UInt8(clamping: sum >> Self.bits)
              }
            }
          }
        }
      }
    }
  }
}
