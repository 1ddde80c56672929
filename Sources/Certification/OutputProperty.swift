/// c · y + d ≥ 0 for the outputs y, or > 0.
public struct OutputConstraint: Sendable, Equatable {
  public var coefficients: [Int: Double]
  public var constant: Double
  /// Whether 0 itself does not do. Proofs exclude it all the same.
  public var isStrict: Bool

  public init(_ coefficients: [Int: Double], constant: Double = 0, isStrict: Bool = false) {
    self.coefficients = coefficients
    self.constant = constant
    self.isStrict = isStrict
  }

  func holds(_ outputs: UnsafePointer<Double>) -> Bool {
    let value = value(outputs)
    return isStrict ? value > 0 : value >= 0
  }

  func value(_ outputs: UnsafePointer<Double>) -> Double {
    coefficients.reduce(constant) { $0 + $1.value * outputs[$1.key] }
  }
}

/// What must not happen: any of some cases, each of which happens where all of its constraints hold.
public struct OutputProperty: Sendable, Equatable {
  public var cases: [[OutputConstraint]]

  public init(cases: [[OutputConstraint]]) { self.cases = cases }

  /// That the answer is not class `label` of `classes`. Of equal outputs the first is the answer.
  public static func misclassified(label: Int, classes: Int) -> OutputProperty {
    OutputProperty(
      cases: (0..<classes).filter { $0 != label }.map {
        [OutputConstraint([$0: 1, label: -1], isStrict: $0 > label)]
      })
  }

  /// The case that happens at these outputs, if there is one.
  func happens(_ outputs: UnsafePointer<Double>) -> Int? {
    cases.firstIndex { $0.allSatisfy { $0.holds(outputs) } }
  }
}
