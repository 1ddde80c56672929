import ArgumentParser
import Charts
import Datasets
import Files
import Foundation
import Models
import Reports
import Robustness
import Statistics
import Studies
import Training

struct DamageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "damage",
    abstract: "Accuracy under damage that nobody aimed: noise, blur and the like on images, noise and loss of weights.",
    discussion: """
      Images are corrupted at the five severities of CIFAR-10-C, whatever their
      size. Weights get noise in proportion to each filter's norm, or are made
      zero, in three draws for each strength; biases and batch-norm stay as
      trained.

      Examples:
        lossaudit damage model.safetensors.zst --chart damage.png
        lossaudit damage model.safetensors.zst --kinds gaussian-blur,weight-noise \\
          --limit 1000 --json -
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Kinds of damage, separated by commas: \(DamageKind.all.map(\.name).joined(separator: ", ")).",
      valueName: "list"))
  var kinds = "all"

  @OptionGroup var seed: SeedOption

  @Option(
    help: ArgumentHelp(
      "Draw accuracy against severity as .png, .svg or .pdf, a panel for each kind of damage.", valueName: "file"))
  var chart: String?

  @OptionGroup var drawing: ChartOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let seed = try seed.value(), kinds = try usage { try DamageKind.list(parsing: self.kinds, at: "--kinds") }
    try drawing.requireFit(("--chart", chart))
    try common.requireWritable(chart)
    let console = common.console
    let (file, images, dataset, facts) = try model.load(common, console)
    let context = model.engine.context(common, console)
    model.noteMisfit(of: file, on: images, facts, context.engine, console: console)
    var report = try DamageAudit(kinds: kinds, seed: seed).run(file.classifier, on: images, in: context)
    console.finish()
    report.settings.checkpoint = model.checkpoint
    let title = try model.data.title(of: dataset)
    report.settings.dataset = title
    report.settings.dataClasses = facts.classes < report.settings.classes ? facts.classes : nil
    report.settings.madeFrom = try Identity(
      ofFindingsOn: model.checkpoint, as: file.classifier.network, images: images, dataset: dataset,
      precision: model.engine.precision, settings: ["kinds": kinds.map(\.name), "seed": seed])
    try attemptAll(
      { try common.output(report, text: DamageText.text(report)) },
      {
        guard let chart else { return }
        try DamageChart.chart(report, dataset: title).write(to: chart, design: drawing.design())
      })
  }
}

/// The report as tables for a terminal.
enum DamageText {
  static func text(_ report: DamageReport) -> String {
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    let clean = report.clean
    var lines = [
      "clean: \(percent(clean.accuracy)) of \(report.total) images (95 %: \(percent(clean.interval.lower)) to \(percent(clean.interval.upper)))"
    ]
    let corruptions = report.curves.filter { $0.target == .images }
    if let first = corruptions.first {
      lines += ["", row("accuracy at severity", first.points.compactMap(\.severity).map(String.init))]
      lines += corruptions.map { row($0.damage, $0.points.map { percent($0.accuracy) }) }
    }
    for curve in report.curves where curve.target == .weights {
      lines += ["", row("\(curve.damage) at", curve.points.map { String(format: "%g", $0.parameter) })]
      lines.append(row("  mean of \(report.settings.draws) draws", curve.points.map { percent($0.accuracy) }))
      lines.append(
        row("  deviation in points", curve.points.map { String(format: "%.1f  ", 100 * ($0.standardDeviation ?? 0)) }))
    }
    let widths = report.curves.flatMap(\.points).map { ($0.interval.upper - $0.interval.lower) / 2 }
    lines += [
      "",
      "95 % intervals of these accuracies reach at most \(String(format: "%.1f", 100 * (widths.max() ?? 0))) points to either side.",
    ]
    return lines.joined(separator: "\n")
  }

  /// Cells are eight wide; a number without a unit keeps its place above those with one.
  private static func row(_ name: String, _ cells: [String]) -> String {
    let padded = cells.map { String(repeating: " ", count: max(8 - $0.count, 0)) + $0 }
    let line = name.padding(toLength: 24, withPad: " ", startingAt: 0) + padded.joined()
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
