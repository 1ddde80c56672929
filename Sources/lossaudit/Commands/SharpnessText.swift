import Files
import Foundation
import LossLandscapes

/// The sharpness of a model as tables for a terminal.
enum SharpnessText {
  static func text(_ report: SharpnessReport) -> String {
    ([heading(report)] + measures(report) + [""] + layers(report.hessian) + [""] + report.notes)
      .joined(separator: "\n")
  }

  private static func heading(_ report: SharpnessReport) -> String {
    "cross-entropy \(format(report.crossEntropy.value)), accuracy \(String(format: "%.4f", report.accuracy)),"
      + " n = \(report.total), \(report.hessian.parameters) trained numbers"
  }

  private static func measures(_ report: SharpnessReport) -> [String] {
    let settings = report.settings, hessian = report.hessian
    var rows: [(name: String, estimate: SharpnessReport.Estimate?, key: String)] = [
      ("half-width at 10 points less", report.halfWidth, "half_width_10_points")
    ]
    rows += report.meanRise.sorted { $0.key < $1.key }
      .map { ("mean rise at \($0.key)", $0.value, "mean_cross_entropy_rise") }
    rows += [
      ("SAM, ρ \(settings.samRho)", report.sam, "sam"),
      ("ASAM, ρ \(settings.asamRho), η \(settings.asamEta)", report.asam, "asam"),
      ("adaptive worst case, ρ \(settings.worstCaseRho)", report.adaptiveWorstCase, "adaptive_worst_case"),
      ("adaptive average case, ρ \(settings.averageCaseRho)", report.adaptiveAverageCase, "adaptive_average_case"),
      ("Hessian trace", hessian.trace, "hessian"),
    ]
    rows += hessian.eigenvalues.enumerated().map { index, value in
      ("Hessian eigenvalue \(index + 1)", .init(value.value, standardError: value.standardError), "hessian")
    }
    rows.append(("smallest eigenvalue found", .init(hessian.smallest.value, standardError: nil), "hessian"))
    let header = row("measure", "value", "standard error") + "not changed by"
    return [header]
      + rows.map {
        row($0.name, format($0.estimate?.value), format($0.estimate?.standardError)) + invariance($0.key, report)
      }
  }

  private static func layers(_ hessian: HessianReport) -> [String] {
    [row("tensor", "trace", "standard error") + "largest eigenvalue"]
      + hessian.layers.map {
        row($0.name, format($0.trace.value), format($0.trace.standardError)) + format($0.largest?.value)
      }
  }

  private static func row(_ name: String, _ value: String, _ error: String) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(width - text.count, 1))
    }
    return padded(name, 32) + padded(value, 14) + padded(error, 16)
  }

  private static func invariance(_ key: String, _ report: SharpnessReport) -> String { report.invariances[key] ?? "" }

  private static func format(_ number: Double?) -> String {
    number.map { String(format: "%.6g", $0.unsignedNaN) } ?? "–"
  }
}
