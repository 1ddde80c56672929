/// The losses by the name a user types.
public enum LossName: String, CaseIterable, Sendable {
  case crossEntropy = "cross-entropy"
  case meanSquaredError = "mse"
  case baikal
  case taylorGLO = "taylorglo"
  case focal
  case poly1 = "poly-1"
  case logitNorm = "logit-norm"

  var function: any LossFunction.Type {
    switch self {
    case .crossEntropy: CrossEntropy.self
    case .meanSquaredError: MeanSquaredError.self
    case .baikal: Baikal.self
    case .taylorGLO: TaylorGLO.self
    case .focal: Focal.self
    case .poly1: Poly1.self
    case .logitNorm: LogitNorm.self
    }
  }

  /// How the name is written in full, such as `taylorglo:λ0,λ1,…`.
  public var usage: String { rawValue + (function.parameterUsage.map { ":\($0)" } ?? "") }

  /// Every name in full, separated by commas: the list that help and error texts offer.
  public static let usages = allCases.map(\.usage).joined(separator: ", ")
}
