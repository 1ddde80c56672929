/// The lower and the upper end of an uncertainty. It is not drawn where one of them is NaN.
public struct Interval: Sendable, Equatable {
  public var lower: Double
  public var upper: Double

  public init(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}
