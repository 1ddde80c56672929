/// The losses by the name a user types.
public enum LossName: String, CaseIterable, Codable, Sendable {
  case crossEntropy = "cross-entropy"
  case meanSquaredError = "mse"
  case baikal
  /// Followed by a colon and its numbers.
  case taylorGLO = "taylorglo"

  /// How the name is written in full, for help and error texts.
  public var usage: String {
    switch self {
    case .crossEntropy, .meanSquaredError, .baikal: rawValue
    case .taylorGLO: "taylorglo:λ0,λ1,…"
    }
  }
}
