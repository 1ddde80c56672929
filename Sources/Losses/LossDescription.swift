/// What can be said of a loss without training anything.
public struct LossDescription: Sendable, Equatable, Codable {
  /// The name, which does not hold the label smoothing.
  public var loss: String
  public var labelSmoothing: Double
  public var classes: Int
  /// TaylorGLO up to order 3 only; the label smoothing is absorbed in them.
  public var coefficients: PolynomialCoefficients?
  /// `nil` where the loss is none of the network's probabilities, as are `invariant` and `zeroError`.
  public var nullEpoch: NullEpoch?
  public var invariant: Verdicts?
  /// `nil` where the loss does not pull at the null epoch.
  public var equilibriumConfidence: Double?
  public var zeroError: ZeroError?
  /// Why some of these do not apply; `nil` where all do.
  public var notApplicable: String?
  /// The TaylorGLO loss that trains without label smoothing as this one does with it (Theorem 3 of arXiv 2010.00788);
  /// `nil` for other losses, and without label smoothing.
  public var implicitSmoothing: ImplicitSmoothing?

  public struct ImplicitSmoothing: Sendable, Equatable, Codable {
    /// The name of the loss.
    public var loss: String
    /// λ̂0, λ̂1, …
    public var parameters: [Double]
  }

  /// Whether the null epoch meets each condition.
  public struct Verdicts: Sendable, Equatable, Codable {
    public var exact, paper: Bool
  }

  public init(_ loss: Loss, classes: Int) {
    self.loss = loss.name
    labelSmoothing = loss.labelSmoothing
    self.classes = classes
    coefficients = loss.polynomialCoefficients(classes: classes)
    if let smoothed = loss.function as? TaylorGLO, labelSmoothing > 0 {
      let absorbed = smoothed.absorbing(labelSmoothing: labelSmoothing, classes: classes)
      implicitSmoothing = ImplicitSmoothing(loss: Loss(absorbed).name, parameters: absorbed.parameters)
    }
    guard loss.isOfProbabilities else {
      notApplicable =
        "the loss depends on the direction of the logits alone, not on the network's probabilities: null epoch, invariant, "
        + "equilibrium confidence and zero error do not apply"
      return
    }
    nullEpoch = loss.nullEpoch(classes: classes)
    invariant = Verdicts(
      exact: loss.satisfies(.exact, classes: classes), paper: loss.satisfies(.paper, classes: classes))
    equilibriumConfidence = loss.equilibriumConfidence(classes: classes)
    zeroError = loss.zeroError(classes: classes)
  }

  private enum CodingKeys: String, CodingKey {
    case loss, classes, coefficients, invariant
    case labelSmoothing = "label_smoothing"
    case nullEpoch = "null_epoch"
    case equilibriumConfidence = "equilibrium_confidence"
    case zeroError = "zero_error"
    case notApplicable = "not_applicable"
    case implicitSmoothing = "implicit_smoothing"
  }

  /// What there is none of, or what does not apply, is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loss, forKey: .loss)
    try container.encode(labelSmoothing, forKey: .labelSmoothing)
    try container.encode(classes, forKey: .classes)
    try container.encodeIfPresent(coefficients, forKey: .coefficients)
    try container.encode(nullEpoch, forKey: .nullEpoch)
    try container.encode(invariant, forKey: .invariant)
    try container.encode(equilibriumConfidence, forKey: .equilibriumConfidence)
    try container.encode(zeroError, forKey: .zeroError)
    try container.encodeIfPresent(notApplicable, forKey: .notApplicable)
    try container.encodeIfPresent(implicitSmoothing, forKey: .implicitSmoothing)
  }
}
