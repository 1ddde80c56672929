/// c · y + d ≥ 0 for the outputs y.
public struct OutputConstraint: Sendable, Equatable {
  public var coefficients: [Int: Double]
  public var constant: Double

  public init(_ coefficients: [Int: Double], constant: Double = 0) {
    self.coefficients = coefficients
    self.constant = constant
  }

  func value(_ outputs: UnsafePointer<Double>) -> Double {
    coefficients.reduce(constant) { $0 + $1.value * outputs[$1.key] }
  }
}

/// What must not happen: any of some cases, each of which happens where all of its constraints hold.
public struct OutputProperty: Sendable, Equatable {
  public var cases: [[OutputConstraint]]

  public init(cases: [[OutputConstraint]]) { self.cases = cases }

  /// That class `label` of `classes` is not the only one with the largest output.
  public static func misclassified(label: Int, classes: Int) -> OutputProperty {
    OutputProperty(
      cases: (0..<classes).filter { $0 != label }.map { [OutputConstraint([$0: 1, label: -1])] })
  }

  /// The case that happens at these outputs, if there is one.
  func happens(_ outputs: UnsafePointer<Double>) -> Int? {
    cases.firstIndex { $0.allSatisfy { $0.value(outputs) >= 0 } }
  }
}
