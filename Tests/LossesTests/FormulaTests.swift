import Foundation
import Testing

@testable import Losses

extension Formula {
  /// The number that the expression stands for.
  func value(h: Double, y: Double) -> Double {
    func value(_ part: Formula) -> Double { part.value(h: h, y: y) }
    return switch self {
    case .number(let x): x
    case .probability: h
    case .complement: 1 - h
    case .logProbability: log(h)
    case .target: y
    case .sum(let terms): terms.map(value).reduce(0, +)
    case .product(let factors): factors.map(value).reduce(1, *)
    case .quotient(let a, let b): value(a) / value(b)
    case .power(let base, let exponent): pow(value(base), exponent)
    case .logarithm(let argument): log(value(argument))
    case .probabilityAtLeast(let bound): max(h, bound)
    }
  }
}

@Suite("Formulas of losses")
struct FormulaTests {
  @Test(
    "the formula of every loss is its f, as published and in training", arguments: SampleLosses.everyFunction,
    [(0.3, 1), (0.9, 0), (0.01, 0.91), (0.02, 1)])
  func isF(function: any LossFunction, point: (h: Double, y: Double)) {
    for function in [function, function.inTraining(classes: 10)] {
      let expected = function.f(h: point.h, y: point.y)
      #expect(abs(function.formula.value(h: point.h, y: point.y) - expected) < 1e-12 * (1 + abs(expected)))
    }
  }

  @Test(
    "notations write it for a terminal, for TeX and for PyTorch",
    arguments: [
      (CrossEntropy(), "y log h", "y_k \\, \\log h_k", "y * log_h"),
      (MeanSquaredError(), "−(h − y)²", "-\\left(h_k - y_k\\right)^{2}", "-(h - y) ** 2"),
      (Baikal(), "log h − y / h", "\\log h_k - \\frac{y_k}{h_k}", "log_h - y / h"),
      (
        Focal(focusing: 2), "y (1 − h)² log h", "y_k \\, (1 - h_k)^{2} \\, \\log h_k",
        "y * (-torch.expm1(log_h)) ** 2 * log_h"
      ),
      (
        Focal(focusing: 0.5), "y (1 − h)^0.5 log h", "y_k \\, (1 - h_k)^{0.5} \\, \\log h_k",
        "y * (-torch.expm1(log_h)) ** 0.5 * log_h"
      ),
      (
        Poly1(epsilon: -0.5), "y (log h + 0.5 (1 − h))", "y_k \\, \\left(\\log h_k + 0.5 \\, (1 - h_k)\\right)",
        "y * (log_h + 0.5 * (-torch.expm1(log_h)))"
      ),
      (
        TaylorGLO(parameters: [0.5, -0.25, -1, 0, 3e-7, 1, 0, -2])!,
        "−(h + 0.25) + 3 · 10⁻⁷ (h + 0.25)³ + (y − 0.5) (h + 0.25) − 2 (y − 0.5)² (h + 0.25)",
        "-\\left(h_k + 0.25\\right) + 3 \\cdot 10^{-7} \\, \\left(h_k + 0.25\\right)^{3} + \\left(y_k - 0.5\\right) \\, "
          + "\\left(h_k + 0.25\\right) - 2 \\, \\left(y_k - 0.5\\right)^{2} \\, \\left(h_k + 0.25\\right)",
        "-(h + 0.25) + 3e-7 * (h + 0.25) ** 3 + (y - 0.5) * (h + 0.25) - 2 * (y - 0.5) ** 2 * (h + 0.25)"
      ),
      (TaylorGLO(parameters: [1, 1, 0])!, "0 h", "0 \\, h_k", "0 * h"),
    ] as [(any LossFunction, String, String, String)])
  func notations(function: any LossFunction, text: String, latex: String, pytorch: String) {
    #expect(FormulaNotation.text.write(function.formula) == text)
    #expect(FormulaNotation.latex.write(function.formula) == latex)
    #expect(FormulaNotation.pytorch.write(function.formula) == pytorch)
  }
}
