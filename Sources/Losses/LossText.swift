import Foundation

/// A loss as a formula and as code, with its numbers.
public struct LossText {
  let loss: Loss
  let classes: Int
  private let targets: Targets

  public init(_ loss: Loss, classes: Int) {
    self.loss = loss
    self.classes = classes
    targets = Targets(labelSmoothing: loss.labelSmoothing, classes: classes)
  }

  private var formula: Formula { loss.function.formula }

  /// The formula of the loss of one image, for a terminal.
  public var formulaLines: [String] {
    [
      "L = −Σ f(h, y) over the \(classes) classes",
      "f(h, y) = \(FormulaNotation.text.write(formula))",
      loss.function.logitTemperature.map { "h = softmax(z / (\(FormulaNotation.text.number($0)) ‖z‖)), z the logits" }
        ?? "h = softmax(z), z the logits",
      "y = \(Self.short(targets.target)) for the right class, \(Self.short(targets.other)) for each other class",
    ]
  }

  /// `\mathcal{L} = …` for TeX's mathematical mode; no package is needed.
  ///
  /// z are the logits of an image, t is its class.
  public var latex: String {
    let notation = FormulaNotation.latex
    let argument =
      loss.function.logitTemperature.map { "\\frac{z}{\(notation.number($0)) \\, \\Vert z \\Vert_2}" } ?? "z"
    let target =
      loss.labelSmoothing == 0
      ? "y_k = [k = t]"
      : "y_k = \(notation.number(Self.rounded(1 - loss.labelSmoothing))) \\, [k = t] + "
        + notation.number(Self.rounded(targets.other))
    return "\\mathcal{L} = -\\sum_{k=1}^{\(classes)} \\left[ \(notation.write(formula)) \\right], \\quad "
      + "h = \\mathrm{softmax}\\left(\(argument)\\right), \\quad \(target)"
  }

  /// Python source of `loss(logits, target)`, the mean over a batch, for PyTorch.
  ///
  /// `training=True` gives what a training minimises where that is another function; `normaliseScale` is the setting of a
  /// training that scales a TaylorGLO loss.
  public func pytorch(normaliseScale: Bool = false) -> String {
    let form = LossForm.training(normaliseScale: normaliseScale)
    let inTraining = loss.function.inTraining(classes: classes).formula, scale = loss.scale(form, classes: classes)
    let differs = inTraining != formula || scale != 1
    let notation = FormulaNotation.pytorch
    var lines = [
      "import torch", "import torch.nn.functional as F", "", "",
      "def loss(logits, target\(differs ? ", training=False" : "")):",
      "    \"\"\"\(loss), \(classes) classes: the mean over the batch.\"\"\"",
    ]
    if let temperature = loss.function.logitTemperature {
      let length = "logits.norm(dim=1, keepdim=True) + \(LogitNormalisation.leastLength)"
      lines.append("    logits = logits / (\(notation.number(temperature)) * (\(length)))")
    }
    lines += [
      "    log_h = F.log_softmax(logits, dim=1)",
      "    h = log_h.exp()",
      "    y = F.one_hot(target, \(classes)).to(logits)",
    ]
    if loss.labelSmoothing != 0 {
      let alpha = notation.number(loss.labelSmoothing)
      lines.append("    y = (1 - \(alpha)) * y + \(alpha) / \(classes)")
    }
    if differs {
      lines += [
        "    if training:  # as lossaudit trains: \(trainingWords(normaliseScale: normaliseScale))",
        "        f = \(notation.write(inTraining))",
        "        return \(notation.number(-scale)) * f.sum(dim=1).mean()",
      ]
    }
    lines += ["    f = \(notation.write(formula))", "    return -f.sum(dim=1).mean()"]
    return lines.joined(separator: "\n")
  }

  /// What a training does to the loss, without a full stop; `nil` where it minimises the loss as it is.
  public func trainingNote(normaliseScale: Bool = false) -> String? {
    let words = trainingWords(normaliseScale: normaliseScale)
    return words.isEmpty ? nil : words
  }

  private func trainingWords(normaliseScale: Bool) -> String {
    let scale = loss.scale(.training(normaliseScale: normaliseScale), classes: classes)
    return [
      loss.function.trainingNote(classes: classes),
      scale == 1
        ? nil : "multiplied by \(LossParameters.shortest(scale)), so that it pulls as cross-entropy does at first",
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// Without what rounding leaves of a decimal fraction: 0.91 for 0.9100000000000001.
  private static func rounded(_ x: Double) -> Double { Double(String(format: "%.12g", x)) ?? x }

  private static func short(_ x: Double) -> String { LossParameters.shortest(rounded(x)) }
}
