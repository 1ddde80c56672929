/// The smallest step, in L∞, from a point of [0, 1]ᵈ onto a hyperplane without leaving [0, 1]ᵈ.
///
/// Every coordinate moves by min(λ, its room) in the direction that helps, one λ for all; the λ at which the hyperplane
/// is reached is the root of a concave, increasing, piecewise linear function, which Newton's steps from 0 approach from
/// below and reach exactly. Croce & Hein (2020, FAB) sort the rooms instead.
struct BoxProjection {
  /// The step's L∞ norm.
  let norm: Float

  /// Writes to `step` (d) the step δ from `point` (d) with `normal` · δ = `distance`; the longest step that the box
  /// allows where the hyperplane does not meet it.
  init(
    from point: UnsafePointer<Float>, normal: UnsafePointer<Float>, distance: Double, count: Int,
    step: UnsafeMutablePointer<Float>
  ) {
    let wanted = abs(distance), direction: Float = distance >= 0 ? 1 : -1
    /// What coordinate i can move in its helpful direction.
    func room(_ i: Int) -> Float { normal[i] * direction > 0 ? 1 - point[i] : point[i] }
    var lambda: Float = 0
    // Each Newton step passes a kink or ends; a few suffice, and the bound only guards against rounding.
    for _ in 0..<64 {
      var reached = 0.0, slope = 0.0
      for i in 0..<count {
        let weight = Double(abs(normal[i])), free = room(i)
        reached += weight * Double(min(lambda, free))
        if free > lambda { slope += weight }
      }
      let missing = wanted - reached
      guard missing > 0, slope > 0 else { break }
      let next = lambda + Float(missing / slope)
      if next <= lambda { break }
      lambda = next
    }
    var largest: Float = 0
    for i in 0..<count {
      let sign = signum(normal[i]) * direction
      step[i] = sign * min(lambda, room(i))
      largest = max(largest, abs(step[i]))
    }
    norm = largest
  }
}
