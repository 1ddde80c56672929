/// The smoothed target distribution of one example: `1 - α + α / n` at the label, `α / n` elsewhere.
struct Targets {
  var label: Int
  /// y at the label.
  let target: Double
  /// y at every other class.
  let other: Double

  init(label: Int = 0, labelSmoothing: Double, classes: Int) {
    self.label = label
    other = labelSmoothing / Double(classes)
    target = 1 - labelSmoothing + other
  }

  subscript(class: Int) -> Double { `class` == label ? target : other }
}
