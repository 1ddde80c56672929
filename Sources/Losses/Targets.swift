/// The smoothed target distribution of one example: `1 - α + α / n` at the label, `α / n` elsewhere.
public struct Targets: Sendable {
  public internal(set) var label: Int
  /// The target y of the label's class.
  public let target: Double
  /// The target y of every other class.
  public let other: Double

  init(label: Int = 0, labelSmoothing: Double, classes: Int) {
    self.label = label
    other = labelSmoothing / Double(classes)
    target = 1 - labelSmoothing + other
  }

  /// The target y of a class.
  public subscript(class: Int) -> Double { `class` == label ? target : other }
}
