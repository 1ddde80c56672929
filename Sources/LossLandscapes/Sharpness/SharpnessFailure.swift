/// Why there are no numbers of a model's sharpness.
public enum SharpnessFailure: Error, CustomStringConvertible {
  /// A gradient near the trained weights is not finite, or is 0 everywhere.
  case gradientIsNotFinite
  /// The network takes the smaller or larger of two values, which has no derivative that the Hessian could be built from.
  case comparesTwoValues

  public var description: String {
    switch self {
    case .gradientIsNotFinite:
      "the gradient of cross-entropy near the trained weights is not finite, or is 0 everywhere"
    case .comparesTwoValues:
      "the Hessian of this network cannot be computed, since it takes the smaller or larger of two values"
    }
  }
}
