import ArgumentParser
import Charts
import Files
import Foundation
import Losses
import Reports

struct LossCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loss", abstract: "What theory says of a loss.",
    subcommands: [DescribeCommand.self, CurveCommand.self])

  struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "describe",
      abstract: "Null epoch, trainability invariants, equilibrium confidence and zero-error behaviour of a loss.",
      discussion: """
        Examples:
          lossaudit loss describe baikal --classes 10 --format text
          lossaudit loss describe taylorglo:0,0,0,-2,0,3,3,0 --label-smoothing 0.1 \\
            --format pytorch
        """)

    /// What is printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
      case text, latex, pytorch, json
    }

    @Argument(help: "Loss: \(LossName.usages).") var loss: String
    @Option(help: ArgumentHelp("Number of classes.", valueName: "n")) var classes = 10
    @OptionGroup var smoothing: LabelSmoothingOption
    @OptionGroup var scale: ScaleOption
    @Option(
      help: ArgumentHelp(
        "What is printed: text, a sheet; latex, the formula; pytorch, a function of (logits, target); json.",
        valueName: "name"))
    var format = Format.json
    @OptionGroup var common: CommonOptions

    func run() throws {
      guard classes >= 2 else { throw ValidationError("--classes: expected a number from 2, found \(classes)") }
      let loss = try usage { try Loss(parsing: self.loss, labelSmoothing: smoothing.value()) }
      let description = LossDescription(loss, classes: classes)
      let text = LossText(loss, classes: classes), normaliseScale = scale.normaliseScale
      try common.output(
        description,
        text: {
          switch format {
          case .text: LossSheet(description, text, normaliseScale: normaliseScale).lines.joined(separator: "\n")
          case .latex: text.latex
          case .pytorch: text.pytorch(normaliseScale: normaliseScale)
          case .json: String(decoding: try StableJSON.encode(description).dropLast(), as: UTF8.self)
          }
        }())
    }
  }

  struct CurveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "curve",
      abstract: "How strongly a loss pulls towards zero training error, against the distance from it.",
      discussion: """
        Example:
          lossaudit loss curve cross-entropy baikal --chart attraction.png
        """)

    @Argument(help: "Losses: \(LossName.usages).") var losses: [String]
    @Option(help: ArgumentHelp("Number of classes.", valueName: "n")) var classes = 10
    @OptionGroup var smoothing: LabelSmoothingOption
    @Option(help: ArgumentHelp("Points of each curve.", valueName: "n")) var points = 200
    @Option(help: ArgumentHelp("exact, or printed: as in the paper.", valueName: "name")) var formula = "exact"
    @Option(help: ArgumentHelp("Draw the curves as .png, .svg or .pdf.", valueName: "file")) var chart: String?
    @OptionGroup var drawing: ChartOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      guard classes >= 2 else { throw ValidationError("--classes: expected a number from 2, found \(classes)") }
      try drawing.requireFit(("--chart", chart))
      try common.requireWritable(chart)
      guard (2...100_000).contains(points) else {
        throw ValidationError("--points: expected a number from 2 to 100000, found \(points)")
      }
      guard let formula = AttractionFormula(rawValue: self.formula) else {
        throw ValidationError("--formula: expected exact or printed, found \(formula)")
      }
      let smoothing = try smoothing.value()
      let losses = try usage { try self.losses.map { try Loss(parsing: $0, labelSmoothing: smoothing) } }
      if let loss = losses.first(where: { !$0.isOfProbabilities }) {
        throw ValidationError(
          "\(loss.name): has no such curve, since it depends on the direction of the logits, not on the probabilities")
      }
      // From one null epoch (ε = 1 − 1/n) to nearly no error; the ends are limits.
      let epsilons = (1...points).map { Double($0) / Double(points + 1) }
      let curves = losses.map { LossCurve($0, classes: classes, epsilons: epsilons, formula: formula) }
      let text = curves.map { curve in
        "\(curve.loss)\n" + curve.points.map { "\($0.epsilon) \($0.attraction.unsignedNaN)" }.joined(separator: "\n")
      }.joined(separator: "\n\n")
      try attemptAll(
        { try common.output(curves, text: text) },
        {
          guard let chart else { return }
          try LossCharts.attraction(curves, classes: classes).write(to: chart, design: drawing.design())
        })
    }
  }
}
