public import Files
public import Losses

/// The loss at which CMA-ES starts.
public enum SearchStart: Sendable, Equatable {
  /// All parameters are 0, as published: a flat loss.
  case zero
  /// The polynomial nearest to cross-entropy.
  case crossEntropy
  case loss(TaylorGLO)

  /// The parameters of the start for polynomials of `order`. A loss has that order.
  func parameters(order: Int, classes: Int) -> [Double] {
    switch self {
    case .zero: [Double](repeating: 0, count: TaylorGLO.parameterCount(order: order))
    case .crossEntropy: TaylorGLO.nearestToCrossEntropy(order: order, classes: classes).parameters
    case .loss(let loss): loss.parameters
    }
  }
}

extension SearchStart: CodedAsText {
  public var text: String {
    switch self {
    case .zero: "zero"
    case .crossEntropy: LossName.crossEntropy.rawValue
    case .loss(let loss): Loss(loss).name
    }
  }

  /// Reads `zero`, `cross-entropy` or a TaylorGLO loss.
  public init(parsing text: String) throws {
    switch text {
    case "zero": self = .zero
    case LossName.crossEntropy.rawValue: self = .crossEntropy
    default:
      guard text.hasPrefix(LossName.taylorGLO.rawValue), let loss = try Loss(parsing: text).function as? TaylorGLO
      else { throw FileError(text, "no start of a search", expected: Self.expected, found: text) }
      self = .loss(loss)
    }
  }

  static let expected = "zero, cross-entropy or a loss taylorglo:λ0,λ1,…"
}
