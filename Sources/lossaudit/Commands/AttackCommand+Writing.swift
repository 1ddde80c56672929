import ArgumentParser
import Charts
import Files
import Foundation
import Models
import Reports
import Robustness
import Studies
import Training

/// Where the findings of `attack` go.
extension AttackCommand {
  /// What the audit has to keep for all that is written.
  func kept(_ form: PerExampleForm) -> Audit.Keeping {
    var keeping: Audit.Keeping = []
    if table.perExample != nil, form == .wide { keeping.insert(.smallestChanges) }
    if saveAdversarial != nil { keeping.insert(.adversarialImages) }
    if charts != nil { keeping.insert(.examples) }
    return keeping
  }

  /// Where the images go.
  var pictures: String? {
    attack.savePng == nil ? nil : savePngDir ?? output.map { "\($0)/png" }
  }

  /// Where what is found on a model goes: two models have a folder each.
  func folder(_ folder: String?, _ name: String) -> String? {
    folder.map { second == nil ? $0 : "\($0)/\(name)" }
  }

  func write(_ shard: AuditShard, _ findings: AuditFindings, _ form: PerExampleForm) throws {
    try attemptAll(
      {
        guard let json = common.json, json != "-" else { return try Output.result(shard.data()) }
        try AtomicFile.write(shard.data(), to: json)
        try Output.line(
          "shard \(shard.shard): \(shard.images) of \(shard.total.counted("image")); "
            + "lossaudit merge makes an audit of all \(shard.shard.count.counted("shard"))")
      },
      { if let file = table.perExample { try AtomicFile.write(findings.perExample(form), to: file) } })
  }

  func write(
    _ findings: AuditFindings, of file: ModelFile, _ dataset: String, _ form: PerExampleForm
  ) throws {
    let report = findings.report, design = try drawing.design(), format = try drawing.folderFormat()
    try attemptAll(
      { try common.output(report, text: AuditText.text(report)) },
      { if let file = table.perExample { try AtomicFile.write(findings.perExample(form), to: file) } },
      { if let saveAdversarial { try findings.saveAdversarial(to: saveAdversarial) } },
      { if let modelInfo { try AtomicFile.write(StableJSON.encode(info(report, file)), to: modelInfo) } },
      {
        guard let chart else { return }
        try AuditChart.chart(report, title: "Accuracy under attack", dataset: dataset).write(to: chart, design: design)
      },
      { if let charts { try AuditCharts(findings, dataset: dataset).write(to: charts, format, design) } })
  }

  func write(_ first: AuditFindings, _ second: AuditFindings, _ dataset: String) throws {
    let both = AuditComparison(first, second)
    if let output { try AtomicFile.write(StableJSON.encode(both), to: "\(output)/comparison.json") }
    let design = try drawing.design(), format = try drawing.folderFormat()
    let comparison = AuditChart.comparison(both.first, both.second, dataset: dataset)
    try attemptAll(
      { try common.output(both, text: ComparisonText.text(both)) },
      { if let chart { try comparison.write(to: chart, design: design) } },
      {
        guard let charts else { return }
        try AuditCharts(first, dataset: dataset).write(to: "\(charts)/first", format, design)
        try AuditCharts(second, dataset: dataset).write(to: "\(charts)/second", format, design)
        try comparison.write(to: "\(charts)/\(format.name(of: "comparison.png"))", design: design)
      })
  }

  /// The name is that of the file, without its ending.
  private func info(_ report: AuditReport, _ file: ModelFile) throws -> ModelInfo {
    let name = URL(fileURLWithPath: model.checkpoint).lastPathComponent
    return try ModelInfo(
      report, name: String(name.prefix { $0 != "." }), dataset: file.dataset ?? model.data.dataset ?? "",
      architecture: file.architecture.map { "\($0)" } ?? file.classifier.network.architecture)
  }

  func require(_ threshold: AccuracyThreshold?, of reports: [AuditReport]) throws {
    guard let threshold else { return }
    var isMet = true
    for report in reports {
      guard let point = report.worstCase.first(where: { $0.epsilon.value == threshold.epsilon.value }),
        point.accuracy < threshold.accuracy
      else { continue }
      isMet = false
      let name = reports.count > 1 ? "\(report.settings.checkpoint ?? ""): " : ""
      Output.note(
        String(
          format: "lossaudit: %@worst-case accuracy %.4f at ε %@ is below %.4f\n", name, point.accuracy,
          threshold.epsilon.text, threshold.accuracy))
    }
    if !isMet { throw ExitCode(3) }
  }
}
