import Files

/// The TaylorGLO loss of order k: a trimmed Taylor polynomial in label and prediction.
///
/// `f(h, y) = Σ λ₍p,q₎ (y - λ₀)ᵖ (h - λ₁)^q` over p + q ≤ k, q ≥ 1. Terms without h have no gradient and are left out;
/// the expansion's reciprocal factorials are absorbed into the parameters, as in the published code. `parameters` are
/// the two centres λ₀ (label) and λ₁ (prediction), then the terms by increasing (p, q): for order 3, (0,1) (0,2)
/// (0,3) (1,1) (1,2) (2,1) are λ₂ … λ₇. Gonzalez & Miikkulainen 2021, arXiv 2002.00059.
public struct TaylorGLO: LossFunction {
  public static let name = LossName.taylorGLO
  public static let parameterUsage: String? = "λ0,λ1,…"
  public static let trainingScale = TrainingScale.onRequest

  /// λ₀, λ₁, λ₂ …; the number of them is fixed by the order.
  public var parameters: [Double] {
    didSet { precondition(parameters.count == oldValue.count, "the order of a TaylorGLO loss is fixed") }
  }
  /// The polynomial's total degree k ≥ 1.
  public let order: Int

  /// This is `nil` unless the count is that of an order: 3, 5, 8, 12, …
  public init?(parameters: [Double]) {
    guard let order = Self.order(parameterCount: parameters.count) else { return nil }
    self.parameters = parameters
    self.order = order
  }

  public init(_ parameters: LossParameters) throws {
    let numbers = try parameters.numbers { "λ\($0)" }
    guard let loss = TaylorGLO(parameters: numbers) else {
      throw FileError(
        parameters.text, "not the numbers of a TaylorGLO loss", expected: "3, 5, 8, 12, … (order 1, 2, 3, 4, …)",
        found: "\(numbers.count)", advice: "order 3 is taylorglo:λ0,λ1,λ2,λ3,λ4,λ5,λ6,λ7")
    }
    self = loss
  }

  /// An order k has two centres and k (k + 1) / 2 terms.
  public static func parameterCount(order: Int) -> Int { 2 + order * (order + 1) / 2 }

  /// The order that has `parameterCount` parameters; `nil` where there is none.
  public static func order(parameterCount: Int) -> Int? {
    var order = 1
    while Self.parameterCount(order: order) < parameterCount { order += 1 }
    return Self.parameterCount(order: order) == parameterCount ? order : nil
  }

  /// The place of λ₍p,q₎ in `parameters`.
  static func index(p: Int, q: Int, order: Int) -> Int { 2 + p * order - p * (p - 1) / 2 + q - 1 }

  /// `a_q(y) = Σ_p λ₍p,q₎ (y - λ₀)ᵖ`, the coefficient of `(h - λ₁)^q` at the label value y.
  func coefficient(of q: Int, at y: Double) -> Double {
    var sum = 0.0
    for p in stride(from: order - q, through: 0, by: -1) {
      sum = sum * (y - parameters[0]) + parameters[Self.index(p: p, q: q, order: order)]
    }
    return sum
  }

  public var formula: Formula {
    let y = Formula.difference(.target, parameters[0]), h = Formula.difference(.probability, parameters[1])
    let terms = (0..<order).flatMap { p in
      (1...(order - p)).compactMap { q -> Formula? in
        let factor = parameters[Self.index(p: p, q: q, order: order)]
        guard factor != 0 else { return nil }
        return .times(
          factor, p == 0 ? .raised(h, to: Double(q)) : .product([.raised(y, to: Double(p)), .raised(h, to: Double(q))]))
      }
    }
    // The loss that is 0 everywhere is still one of h.
    return terms.isEmpty ? .product([.number(0), .probability]) : .total(terms)
  }

  public func f(h: Double, y: Double) -> Double {
    var sum = 0.0
    for q in stride(from: order, to: 0, by: -1) { sum = (sum + coefficient(of: q, at: y)) * (h - parameters[1]) }
    return sum
  }

  public func gamma(h: Double, y: Double) -> Double {
    var sum = 0.0
    for q in stride(from: order, to: 0, by: -1) {
      sum = sum * (h - parameters[1]) + Double(q) * coefficient(of: q, at: y)
    }
    return sum
  }

  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * order) { storage in
      // The polynomials in h - λ₁ at the two label values that occur: a class then costs k multiplications.
      let atLabel = storage.baseAddress!, atOthers = atLabel + order, centre = parameters[1]
      for q in 1...order {
        atLabel[q - 1] = coefficient(of: q, at: y.target)
        atOthers[q - 1] = coefficient(of: q, at: y.other)
      }
      var value = 0.0
      for k in 0..<row.count {
        let a = k == y.label ? atLabel : atOthers, x = row.probabilities[k] - centre
        var f = 0.0, gamma = 0.0
        for q in stride(from: order, to: 0, by: -1) {
          f = (f + a[q - 1]) * x
          gamma = gamma * x + Double(q) * a[q - 1]
        }
        value -= f
        gradient[k] = gamma
      }
      row.gradient(fromGamma: gradient)
      return value
    }
  }
}
