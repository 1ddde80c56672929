import Models

/// The part of a map that a number of a later map sees: a rectangle that moves with that number's place.
struct MapWindow: Equatable, Sendable {
  var y: Axis
  var x: Axis

  /// Places from scale · place + offset on, as many as `count`; some may lie outside the map.
  struct Axis: Equatable, Sendable {
    var scale: Int
    var offset: Int
    var count: Int

    static func whole(_ size: Int) -> Axis { Axis(scale: 0, offset: 0, count: size) }

    func first(_ place: Int) -> Int { scale * place + offset }

    /// Those of the part that lie in a map of `size` places.
    func inside(_ place: Int, _ size: Int) -> Range<Int> {
      let first = first(place), start = min(max(0, -first), count)
      return start..<max(start, min(count, size - first))
    }

    /// What this part of a convolution's output sees of its input, of `size` places.
    func behind(kernel: Int, stride: Int, dilation: Int, before: Int, _ size: Int) -> Axis {
      Axis(
        scale: scale * stride, offset: offset * stride - before,
        count: (count - 1) * stride + (kernel - 1) * dilation + 1
      ).limited(size)
    }

    /// A part that holds both.
    func union(_ other: Axis, _ size: Int) -> Axis {
      guard scale == other.scale else { return .whole(size) }
      let first = min(offset, other.offset), end = max(offset + count, other.offset + other.count)
      return Axis(scale: scale, offset: first, count: end - first).limited(size)
    }

    /// All of the map where the part is no smaller.
    private func limited(_ size: Int) -> Axis { count >= size ? .whole(size) : self }
  }

  static func whole(_ shape: MapShape) -> MapWindow { MapWindow(y: .whole(shape.height), x: .whole(shape.width)) }

  /// A single number at its own place.
  static let single = MapWindow(
    y: Axis(scale: 1, offset: 0, count: 1), x: Axis(scale: 1, offset: 0, count: 1))

  func behind(_ window: Window, _ input: MapShape) -> MapWindow {
    MapWindow(
      y: y.behind(
        kernel: window.kernel.y, stride: window.stride.y, dilation: window.dilation.y, before: window.before.y,
        input.height),
      x: x.behind(
        kernel: window.kernel.x, stride: window.stride.x, dilation: window.dilation.x, before: window.before.x,
        input.width))
  }

  func union(_ other: MapWindow, _ shape: MapShape) -> MapWindow {
    MapWindow(y: y.union(other.y, shape.height), x: x.union(other.x, shape.width))
  }
}
