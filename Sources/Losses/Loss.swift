/// A loss function with its label smoothing: all that training, attacks and reports need to name.
public struct Loss: Sendable, Hashable {
  public var function: LossFunction
  /// α in [0, 1): the target distribution is `(1 - α) y + α / n`.
  public var labelSmoothing: Double {
    didSet { precondition(Self.smoothingRange.contains(labelSmoothing), "label smoothing must be in [0, 1)") }
  }

  static let smoothingRange = 0.0..<1.0

  public init(_ function: LossFunction, labelSmoothing: Double = 0) {
    precondition(Self.smoothingRange.contains(labelSmoothing), "label smoothing must be in [0, 1)")
    self.function = function
    self.labelSmoothing = labelSmoothing
  }

  /// The function's text: `Loss(parsing: name, labelSmoothing:)` is the same loss. The smoothing is not part of it.
  public var name: String {
    switch function {
    case .crossEntropy, .meanSquaredError, .baikal: function.name.rawValue
    case .taylorGLO(let loss):
      "\(LossName.taylorGLO.rawValue):" + loss.parameters.map(Self.shortest).joined(separator: ",")
    }
  }

  /// The fewest decimals that read back as the same number.
  private static func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Loss: CustomStringConvertible {
  public var description: String {
    labelSmoothing == 0 ? name : "\(name), label smoothing \(Self.shortest(labelSmoothing))"
  }
}
