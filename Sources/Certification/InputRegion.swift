/// What the input may be: a box, and in L2 a ball within it.
public struct InputRegion: Sendable, Equatable {
  public var low: [Double]
  public var high: [Double]
  /// The ball's centre and radius in L2; `nil` where the whole box is meant.
  public var ball: Ball?

  public struct Ball: Sendable, Equatable {
    public var centre: [Double]
    public var radius: Double
  }

  public init(low: [Double], high: [Double]) {
    precondition(low.count == high.count)
    self.low = low
    self.high = high
  }

  /// All images with no pixel farther than `epsilon` from `image`, in [0, 1].
  public init(around image: [Double], epsilon: Double) {
    self.init(low: image.map { max(0, $0 - epsilon) }, high: image.map { min(1, $0 + epsilon) })
  }

  /// All images within the Euclidean distance `epsilon` of `image`, in [0, 1].
  public init(aroundInL2 image: [Double], epsilon: Double) {
    self.init(around: image, epsilon: epsilon)
    ball = Ball(centre: image, radius: epsilon)
  }

  public var count: Int { low.count }

  /// The smallest value that c · x + constant takes in the region, lowered by what the rounding of this sum may have added.
  func minimum(_ c: UnsafePointer<Double>, constant: Double) -> Double {
    var sum = constant, size = abs(constant)
    for i in 0..<count {
      sum += c[i] * (c[i] >= 0 ? low[i] : high[i])
      size += abs(c[i]) * max(abs(low[i]), abs(high[i]))
    }
    if let ball {
      var centre = constant, square = 0.0
      for i in 0..<count {
        centre += c[i] * ball.centre[i]
        square += c[i] * c[i]
      }
      sum = max(sum, centre - ball.radius * square.squareRoot())
    }
    return sum - BoundProgram.rounding(terms: count) * size
  }

  /// The corner of the box at which c · x is smallest.
  func minimiser(_ c: UnsafePointer<Double>) -> [Double] { (0..<count).map { c[$0] >= 0 ? low[$0] : high[$0] } }
}
