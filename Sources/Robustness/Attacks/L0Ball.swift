import Tensors

/// Points whose values differ from an image's in few places, each by as much as black and white allow.
///
/// A value is one channel of one pixel. All vectors are (d).
enum L0Ball {
  /// Writes to `next` the point that differs from `image` in at most `size` places and at which a linear objective is largest:
  /// the values of the largest gain go all the way to 0 or 1.
  static func ascend(
    from image: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, size: Float, count: Int,
    into next: UnsafeMutablePointer<Float>
  ) {
    next.update(from: image, count: count)
    /// What the objective gains where value i goes as far as it can.
    func gain(_ i: Int) -> Float {
      let gain = gradient[i] > 0 ? gradient[i] * (1 - image[i]) : -gradient[i] * image[i]
      return gain.isNaN ? 0 : gain
    }
    let gains = (0..<count).map(gain)
    // Of equal gains the first value.
    let order = (0..<count).filter { gains[$0] > 0 }.sorted { (gains[$1], $0) < (gains[$0], $1) }
    for i in order.prefix(places(size, count)) { next[i] = gradient[i] > 0 ? 1 : 0 }
  }

  /// Writes to `next` the image with `size` random places changed, each to a number of [0, 1] or, where `isCorner` is set,
  /// to 0 or 1.
  static func draw(
    _ stream: inout RandomStream, around image: [Float], size: Float, isCorner: Bool,
    into next: UnsafeMutablePointer<Float>
  ) {
    next.update(from: image, count: image.count)
    var left = Array(image.indices)
    for _ in 0..<places(size, image.count) {
      let place = stream.nextInteger(below: left.count)
      let i = left[place]
      left.swapAt(place, left.count - 1)
      left.removeLast()
      next[i] = isCorner ? Float(stream.nextBits() & 1) : stream.nextUniform()
    }
  }

  /// How many places a change of this size has; a place is whole.
  private static func places(_ size: Float, _ count: Int) -> Int { min(Int(max(size, 0)), count) }
}
