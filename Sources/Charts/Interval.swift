/// The two ends of an uncertainty, lower first; not drawn where one is NaN.
public struct Interval: Sendable, Equatable, Codable {
  public var lower: Double
  public var upper: Double

  public init(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}
