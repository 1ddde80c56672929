/// What can be said of a loss without training anything.
public struct LossDescription: Sendable, Equatable, Codable {
  /// The name, which does not hold the label smoothing.
  public var loss: String
  public var labelSmoothing: Double
  public var classes: Int
  /// TaylorGLO up to order 3 only; the label smoothing is absorbed in them.
  public var coefficients: PolynomialCoefficients?
  public var nullEpoch: NullEpoch
  public var invariant: Verdicts
  /// `nil` where the loss does not pull at the null epoch.
  public var equilibriumConfidence: Double?
  public var zeroError: ZeroError

  /// Whether the null epoch meets each condition.
  public struct Verdicts: Sendable, Equatable, Codable {
    public var exact, paper: Bool
  }

  public init(_ loss: Loss, classes: Int) {
    self.loss = loss.name
    labelSmoothing = loss.labelSmoothing
    self.classes = classes
    coefficients = loss.polynomialCoefficients(classes: classes)
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
  }

  /// The equilibrium is written as `null` where there is none.
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
  }
}
