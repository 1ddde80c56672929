import Foundation

/// Cross-entropy after logit normalisation (Wei, Xie, Cheng, Feng, An & Li 2022, arXiv 2205.09310).
///
/// `L = -Σₖ yₖ log hₖ`, `h = softmax(z / (τ ‖z‖₂))`. It is no function of the network's own softmax: two logit vectors of
/// one direction have the same loss. What theory derives from γ at a probability alone, such as the null epoch and the
/// equilibrium, does not hold for it. f and γ are here those of cross-entropy at the normalised h.
public struct LogitNorm: LossFunction {
  public static let name = LossName.logitNorm
  public static let parameterUsage: String? = "τ"

  /// The temperature τ is above 0; the publication has 0.04.
  public let temperature: Double
  public var parameters: [Double] { [temperature] }
  public var logitTemperature: Double? { temperature }

  public init(temperature: Double) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature is a number above 0")
    self.temperature = temperature
  }
  public init(_ parameters: LossParameters) throws {
    // Below this, exponents of single-precision logits overflow.
    self.init(temperature: try parameters.number("τ", from: 1e-6, usual: 0.04))
  }

  public var formula: Formula { crossEntropy.formula }
  public func f(h: Double, y: Double) -> Double { crossEntropy.f(h: h, y: y) }
  public func gamma(h: Double, y: Double) -> Double { crossEntropy.gamma(h: h, y: y) }

  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    crossEntropy.evaluate(row, y, gradient: gradient)
  }

  private var crossEntropy: CrossEntropy { CrossEntropy() }
}
