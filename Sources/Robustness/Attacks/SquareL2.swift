import Tensors

/// Square's moves in the L2 ball (Andriushchenko et al. 2020): it starts from a tiling of bumps; each move
/// takes the change in one window back, and puts what that frees into a bump in another.
struct SquareL2: SquareMoves {
  private let task: AttackTask
  private var stream: RandomStream
  /// (H, W, C): best − image, and then the move.
  private var change: [Float]

  init(_ task: AttackTask) {
    self.task = task
    stream = task.stream(.square)
    change = task.image
  }

  /// The paper's tiles are a fifth of the image's side.
  mutating func start(_ next: UnsafeMutablePointer<Float>) {
    let shape = task.shape, side = max(1, min(shape.height, shape.width) / 5)
    let rows = shape.height / side, columns = shape.width / side
    let top = (shape.height - rows * side) / 2, left = (shape.width - columns * side) / 2
    for i in change.indices { change[i] = 0 }
    for row in 0..<rows {
      for column in 0..<columns {
        let bump = Bump(side: side, isTransposed: stream.nextBits() & 1 == 0)
        for channel in 0..<shape.channels {
          let sign = Double(stream.nextSign())
          shape.forEachPixel(top + row * side, left + column * side, side, channel) { i, place in
            change[i] = Float(sign * bump.values[place])
          }
        }
      }
    }
    place(next)
  }

  mutating func change(_ best: [Float], query: Int, into next: UnsafeMutablePointer<Float>) {
    let shape = task.shape, channels = shape.channels
    let side = Self.side(query: query, height: shape.height, width: shape.width)
    let places = (0..<4).map { stream.nextInteger(below: ($0 % 2 == 0 ? shape.height : shape.width) - side + 1) }
    let (top, left, oldTop, oldLeft) = (places[0], places[1], places[2], places[3])
    let bump = Bump(side: side, isTransposed: stream.nextBits() & 1 == 0)
    for i in change.indices { change[i] = best[i] - task.image[i] }
    let length = euclidean(change, change.count)
    let unused = max(Double(task.epsilon) * Double(task.epsilon) - length * length, 0) / Double(channels)
    for channel in 0..<channels {
      // What both windows hold, of which the new one gets all.
      var own = 0.0, freed = 0.0
      shape.forEachPixel(top, left, side, channel) { i, _ in own += Double(change[i]) * Double(change[i]) }
      shape.forEachPixel(oldTop, oldLeft, side, channel) { i, _ in
        let y = i / channels / shape.width, x = i / channels % shape.width
        let isInBoth = (top..<top + side).contains(y) && (left..<left + side).contains(x)
        if !isInBoth { freed += Double(change[i]) * Double(change[i]) }
      }
      let sign = Double(stream.nextSign()), ownLength = own.squareRoot() + Self.guardAgainstZero
      var window = bump.values.map { sign * $0 }
      shape.forEachPixel(top, left, side, channel) { i, place in window[place] += Double(change[i]) / ownLength }
      let windowLength = window.reduce(0) { $0 + $1 * $1 }.squareRoot() + Self.guardAgainstZero
      let factor = (unused + own + freed).squareRoot() / windowLength
      shape.forEachPixel(oldTop, oldLeft, side, channel) { i, _ in change[i] = 0 }
      shape.forEachPixel(top, left, side, channel) { i, place in change[i] = Float(factor * window[place]) }
    }
    place(next)
  }

  /// The published code has this number.
  private static let guardAgainstZero = 1e-12

  /// The side of a window is as in L∞, but odd and at least 3, so that a bump has a middle.
  static func side(query: Int, height: Int, width: Int) -> Int {
    min(max(Square.side(query: query, height: height, width: width), 3) | 1, height, width)
  }

  /// image + ε · change / ‖change‖, in [0, 1].
  private func place(_ next: UnsafeMutablePointer<Float>) {
    task.ascend(from: task.image, along: change, step: task.epsilon, into: next)
  }
}

extension ImageShape {
  /// Calls `body` with the index in the image and that in the window of each pixel of one channel.
  fileprivate func forEachPixel(_ top: Int, _ left: Int, _ side: Int, _ channel: Int, _ body: (Int, Int) -> Void) {
    for y in 0..<side {
      for x in 0..<side { body(((top + y) * width + left + x) * channels + channel, y * side + x) }
    }
  }
}

/// The pattern that Square moves in L2, of length 1: two pyramids, one up and one down, side by side (Andriushchenko et
/// al. 2020, the attack in L2).
///
/// A pixel at the distance r, in rows or columns, whichever are more, from the middle of its half has the height
/// Σ 1 / k² over k from r + 1 on.
struct Bump {
  /// The heights, (side, side).
  let values: [Double]

  /// The halves are above each other, or beside each other where `isTransposed`.
  init(side: Int, isTransposed: Bool) {
    var values = [Double](repeating: 0, count: side * side)
    for (rows, sign) in [(0..<side / 2, 1.0), (side / 2..<side, -1.0)] where !rows.isEmpty {
      let pyramid = Self.pyramid(rows.count, side)
      for (place, height) in pyramid.enumerated() {
        let y = rows.lowerBound + place / side, x = place % side
        values[isTransposed ? x * side + y : y * side + x] = sign * height
      }
    }
    self.values = Self.normalised(values)
  }

  /// One pyramid, (height, width), of length 1.
  private static func pyramid(_ height: Int, _ width: Int) -> [Double] {
    let levels = max(height / 2, width / 2) + 1
    var values: [Double] = []
    for y in 0..<height {
      for x in 0..<width {
        let distance = max(abs(y - height / 2), abs(x - width / 2))
        values.append((distance + 1...levels).reduce(0.0) { sum, k in sum + 1 / Double(k * k) })
      }
    }
    return normalised(values)
  }

  private static func normalised(_ values: [Double]) -> [Double] {
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return values.map { $0 / length }
  }
}
