/// The smallest step, by a norm, from a point of [0, 1]ᵈ onto a hyperplane without leaving [0, 1]ᵈ.
///
/// Every coordinate moves in the direction that helps by min(λ sᵢ, its room), one λ for all: at the speed sᵢ = 1 in L∞,
/// and at |wᵢ|, w the normal, in L2. The λ at which the hyperplane is reached is the root of a concave, increasing,
/// piecewise linear function, which Newton's steps from 0 approach from below and reach exactly. Croce & Hein (2020,
/// FAB) sort the rooms instead.
struct BoxProjection {
  /// The step's size.
  let length: Double

  /// Writes to `step` (d) the step δ from `point` (d) with `normal` · δ = `distance`; the longest step that the box
  /// allows where the hyperplane does not meet it.
  init(
    from point: UnsafePointer<Float>, normal: UnsafePointer<Float>, distance: Double, count: Int, norm: Norm,
    step: UnsafeMutablePointer<Float>
  ) {
    let wanted = abs(distance), direction: Float = distance >= 0 ? 1 : -1
    /// What coordinate i can move in its helpful direction.
    func room(_ i: Int) -> Double { Double(normal[i] * direction > 0 ? 1 - point[i] : point[i]) }
    func speed(_ i: Int) -> Double {
      switch norm {
      case .linf: 1
      case .l2: Double(abs(normal[i]))
      case .l1, .l0: preconditionFailure("FAB has no projection in \(norm.title)")
      }
    }
    var lambda = 0.0
    // Each Newton step passes a kink or ends; a few suffice, and the bound only guards against rounding.
    for _ in 0..<64 {
      var reached = 0.0, slope = 0.0
      for i in 0..<count {
        let weight = Double(abs(normal[i])), free = room(i), moved = lambda * speed(i)
        reached += weight * min(moved, free)
        if free > moved { slope += weight * speed(i) }
      }
      let missing = wanted - reached
      guard missing > 0, slope > 0 else { break }
      let next = lambda + missing / slope
      if next <= lambda { break }
      lambda = next
    }
    var largest = 0.0, squares = 0.0
    for i in 0..<count {
      step[i] = signum(normal[i]) * direction * Float(min(lambda * speed(i), room(i)))
      let moved = Double(abs(step[i]))
      largest = max(largest, moved)
      squares += moved * moved
    }
    length = norm == .linf ? largest : squares.squareRoot()
  }
}
