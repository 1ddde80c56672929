import Foundation
import Losses

/// A loss on a sheet for people.
struct LossSheet {
  let lines: [String]

  /// `normaliseScale` is the setting of a training that scales a TaylorGLO loss.
  init(_ description: LossDescription, _ text: LossText, normaliseScale: Bool) {
    var rows: [(String, [String])] = [
      ("loss", [description.loss]), ("classes", ["\(description.classes)"]),
      ("label smoothing", [description.labelSmoothing == 0 ? "none" : Self.short(description.labelSmoothing)]),
      ("formula", text.formulaLines),
    ]
    if let c = description.coefficients {
      let terms = [
        (c.c1, ""), (c.ch, " h"), (c.chh, " h²"), (c.chy, " h y"), (c.cy, " y"), (c.cyy, " y²"),
      ].map { "\(Self.short($0))\($1)" }
      rows.append(
        ("γ = ∂f/∂h", [terms.joined(separator: " + ").replacing("+ −", with: "− ") + " where y is 1 or 0"]))
    }
    if let null = description.nullEpoch {
      rows.append(
        (
          "null epoch",
          ["γ of the right class \(Self.short(null.target)), of each other class \(Self.short(null.nonTarget))"]
        ))
    }
    if let invariant = description.invariant {
      rows.append(
        (
          "invariant",
          ["exact: \(invariant.exact ? "can train" : "cannot train"); paper: \(invariant.paper ? "met" : "not met")"]
        ))
    }
    if description.notApplicable == nil {
      rows.append(
        (
          "equilibrium",
          [
            description.equilibriumConfidence.map { "the right class settles at a probability of \(Self.short($0))" }
              ?? "none, since the loss does not pull before training"
          ]
        ))
    }
    if let zero = description.zeroError {
      rows.append(
        (
          "zero error",
          ["γ of the right class \(Self.short(zero.target)), of each other class \(Self.short(zero.nonTarget))"]
        ))
    }
    if let implicit = description.implicitSmoothing { rows.append(("same, unsmoothed", [implicit.loss])) }
    if let note = text.trainingNote(normaliseScale: normaliseScale) { rows.append(("in training", [note])) }
    if let note = description.notApplicable { rows.append(("note", [note])) }
    lines = rows.flatMap { title, texts in
      texts.enumerated().map { number, text in
        (number == 0 ? title : "").padding(toLength: 18, withPad: " ", startingAt: 0) + text
      }
    }
  }

  /// Six significant digits.
  private static func short(_ x: Double) -> String {
    x.isFinite ? String(format: "%.6g", x).replacing("-", with: "−") : x > 0 ? "∞" : x < 0 ? "−∞" : "not a number"
  }
}
