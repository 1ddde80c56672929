/// Steps and projections in the L1 ball, where a change may be large in few pixels.
///
/// All vectors are (d).
enum L1Ball {
  /// Writes to `next` the point of the ball of radius `size` around `image`, within [0, 1], at which a linear objective is
  /// largest: the pixels of the largest gradient go all the way to black or white, as many as `size` allows.
  static func ascend(
    from image: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, size: Float, count: Int,
    into next: UnsafeMutablePointer<Float>
  ) {
    next.update(from: image, count: count)
    // What is not a number moves nothing; of equal gradients the first pixel moves first.
    let order = (0..<count).filter { gradient[$0] != 0 && !gradient[$0].isNaN }
      .sorted { (abs(gradient[$1]), $0) < (abs(gradient[$0]), $1) }
    var left = Double(size)
    for i in order where left > 0 {
      let room = gradient[i] > 0 ? 1 - image[i] : image[i], change = min(room, Float(left))
      next[i] = gradient[i] > 0 ? image[i] + change : image[i] - change
      left -= Double(change)
    }
  }

  /// Writes to `next` the point a step of the length `size` away from `point`, spread evenly over the signs of the `places`
  /// largest components of the gradient, or a few more where some are equal; in the ball and in [0, 1] or not.
  ///
  /// Where `avoidsWalls` is true, pixels that are black or white already and would go farther are passed over.
  static func move(
    from point: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, size: Float, places: Int,
    avoidsWalls: Bool, count: Int, into next: UnsafeMutablePointer<Float>
  ) {
    next.update(from: point, count: count)
    /// What speaks for moving pixel i.
    func weight(_ i: Int) -> Float {
      let slope = gradient[i], isAtWall = slope > 0 ? point[i] >= 1 : point[i] <= 0
      return slope.isNaN || (avoidsWalls && isAtWall) ? 0 : abs(slope)
    }
    let least = (0..<count).map(weight).sorted()[count - min(max(places, 1), count)]
    func isMoved(_ i: Int) -> Bool { weight(i) >= least && weight(i) > 0 }
    let moved = (0..<count).count(where: isMoved)
    guard moved > 0 else { return }
    for i in 0..<count where isMoved(i) { next[i] = point[i] + size / Float(moved) * signum(gradient[i]) }
  }

  /// Brings `point` to the nearest point that is both in the ball of radius `epsilon` around `image` and in [0, 1]
  /// (Croce & Hein 2021, proposition 2.1).
  ///
  /// With y the change, that is sign(yᵢ) · min(max(|yᵢ| − λ, 0), roomᵢ), room the way to black or white, and λ such that the
  /// length is ε. The length falls in λ and is linear in between: Newton's steps, held in a bracket that is halved where
  /// they leave it, end exactly. The paper sorts instead.
  static func project(
    _ point: UnsafeMutablePointer<Float>, around image: UnsafePointer<Float>, epsilon: Float, count: Int
  ) {
    func room(_ i: Int) -> Double { Double(point[i] > image[i] ? 1 - image[i] : image[i]) }
    func size(_ i: Int) -> Double { point[i].isNaN ? 0 : abs(Double(point[i]) - Double(image[i])) }
    /// How much longer than ε the change is at λ, and how fast that falls.
    func excess(_ lambda: Double) -> (value: Double, slope: Double) {
      var length = 0.0, active = 0.0
      for i in 0..<count {
        let left = size(i) - lambda, room = room(i)
        guard left > 0 else { continue }
        length += min(left, room)
        if left < room { active += 1 }
      }
      return (length - Double(epsilon), active)
    }
    var lambda = 0.0, found = excess(0)
    if found.value > 0 {
      var low = 0.0, high = (0..<count).reduce(0.0) { max($0, size($1)) }
      // What is left of a length is far below what float32 pixels can be told apart by.
      while abs(found.value) > 1e-12 * Double(epsilon) {
        if found.value > 0 { low = lambda } else { high = lambda }
        var next = found.slope > 0 ? lambda + found.value / found.slope : high
        if !(next > low && next < high) { next = (low + high) / 2 }
        // The ends are neighbours: the upper one leaves no excess.
        guard next > low && next < high else {
          lambda = high
          break
        }
        lambda = next
        found = excess(lambda)
      }
    }
    for i in 0..<count {
      let change = min(max(size(i) - lambda, 0), room(i)), pixel = image[i]
      guard change > 0 else {
        point[i] = pixel
        continue
      }
      let moved = point[i] > pixel ? pixel + Float(change) : pixel - Float(change)
      // Rounding may have made the change larger; in L1 that would add up over all pixels.
      let isFarther = abs(Double(moved) - Double(pixel)) > change
      point[i] = min(max(!isFarther ? moved : moved > pixel ? moved.nextDown : moved.nextUp, 0), 1)
    }
  }
}
