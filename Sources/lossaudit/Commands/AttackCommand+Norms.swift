import ArgumentParser
import Files
import Foundation
import Models
import Robustness
import Statistics

/// One model under several norms.
extension AttackCommand {
  /// Audits the model under the norm of each of `settings`, and unites what they find image by image.
  func run(underAll settings: [AttackSettings]) throws {
    let refused = [
      ("a second model", second != nil), ("--chart", chart != nil), ("--charts", charts != nil),
      ("--fail-below", failBelow != nil), ("--per-example", table.perExample != nil),
      ("--save-adversarial", saveAdversarial != nil), ("--save-png", attack.savePng != nil),
      ("--model-info", modelInfo != nil), ("--shard", part.shard != nil),
    ]
    if let flag = refused.first(where: \.1) {
      throw ValidationError("\(flag.0): expected one --norm, found \(attack.norm ?? "")")
    }
    try common.requireWritable(folders: [output])
    let console = common.console, seed = try seed.value()
    let source = try model.load(common, console)
    let findings = try settings.map { own in
      try task(own, on: source, seed: seed, console).run(
        source.model, model.checkpoint, in: model.engine.context(common, console),
        folder: output.map { "\($0)/\(own.norm.rawValue)" }, pictures: nil)
    }
    let union = NormUnion(findings)
    try common.output(union, text: UnionText.text(union))
  }
}

/// The audits of one model under several norms, and their union, for a terminal.
enum UnionText {
  static func text(_ union: NormUnion) -> String {
    let audits = union.audits.map { "\($0.settings.norm.title)\n\(AuditText.text($0))" }
    return (audits + [table(union)]).joined(separator: "\n\n")
  }

  private static func table(_ union: NormUnion) -> String {
    let head = union.audits.map { "\($0.settings.norm.title) ε" }
    let rows = union.points.enumerated().map { e, point in
      zip(union.audits, point.epsilons).map { report, epsilon in
        "\(epsilon.text): \(AuditText.percent(report.worstCase[e].accuracy))"
      } + [
        "\(AuditText.percent(point.accuracy.accuracy)) [\(AuditText.percent(point.accuracy.interval.lower)), \(AuditText.percent(point.accuracy.interval.upper))]"
      ]
    }
    return
      (["right under the attacks in all norms at once, of \(union.audits[0].total) images:"]
      + ([head + ["all of these"]] + rows).map { cells in
        cells.dropLast().map { AuditText.pad($0, 20) }.joined() + cells.last!
      }).joined(separator: "\n")
  }
}
