/// Adversarial images as files of 8 bits hold them.
///
/// A file keeps 256 levels of a pixel, and an attack moves pixels by parts of a level. What it found may be lost when the
/// image is saved.
extension Norm {
  /// Rounds every pixel of `point` (d) to the nearest of 256 levels, without leaving the ball of radius `epsilon` around
  /// `image`, whose pixels are levels already.
  ///
  /// In L0 rounding never does, since a value that was not changed is a level. A pixel that would leave the ball is rounded towards the image. In L1 and L2 that is done with as many pixels as it
  /// takes, those first which rounding moved farthest away from the image. A pixel that is not a number stays so.
  func roundToLevels(
    _ point: UnsafeMutablePointer<Float>, around image: UnsafePointer<Float>, epsilon: Double, count: Int
  ) {
    let limit = 255 * (epsilon + AdversarialVerifier.tolerance(epsilon))
    /// The change of pixel i in levels.
    func change(_ i: Int) -> Float { 255 * point[i] - (255 * image[i]).rounded() }
    func set(_ i: Int, _ change: Float) { point[i] = ((255 * image[i]).rounded() + change) / 255 }
    /// What a change adds to the length, or in L2 to its square.
    func weight(_ change: Float) -> Double { self == .l2 ? Double(change) * Double(change) : Double(abs(change)) }
    var size = 0.0, moved: [(pixel: Int, excess: Float)] = []
    for i in 0..<count {
      let exact = change(i), nearest = exact.rounded()
      switch self {
      case .l0: set(i, nearest)
      case .linf: set(i, Double(abs(nearest)) > limit ? exact.rounded(.towardZero) : nearest)
      case .l2, .l1:
        size += weight(nearest)
        if abs(nearest) > abs(exact) { moved.append((i, abs(nearest) - abs(exact))) }
        set(i, nearest)
      }
    }
    // Of equal ones the first pixel: the sort need not be stable.
    moved.sort { ($1.excess, $0.pixel) < ($0.excess, $1.pixel) }
    for (i, _) in moved {
      guard size > (self == .l2 ? limit * limit : limit) else { break }
      let farther = change(i).rounded(), nearer = farther - (farther > 0 ? 1 : -1)
      size += weight(nearer) - weight(farther)
      set(i, nearer)
    }
  }
}
