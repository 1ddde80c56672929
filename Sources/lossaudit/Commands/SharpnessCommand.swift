import ArgumentParser
import Charts
import Datasets
import Files
import LossLandscapes
import Losses
import Models
import Reports
import Studies
import Training

struct SharpnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sharpness",
    abstract: "How sharp the minimum of a model is: widths, adaptive sharpness, Hessian eigenvalues and trace.",
    discussion: """
      All numbers are of cross-entropy in evaluation mode, with standard errors.
      Flatness alone is not robustness.

      Examples:
        lossaudit sharpness model.safetensors.zst --limit 1000
        lossaudit sharpness model.safetensors.zst --limit 500 --layer-steps 0 \\
          --chart density.png --json sharpness.json
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var measure: SharpnessOptions

  @OptionGroup var split: SplitOption

  @Option(
    help: ArgumentHelp("Draw the density of the Hessian's eigenvalues as .png, .svg or .pdf.", valueName: "file"))
  var chart: String?

  @OptionGroup var drawing: ChartOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let settings = try measure.settings(), split = try split.value()
    try drawing.requireFit(("--chart", chart))
    try common.requireWritable(chart)
    let console = common.console
    let (file, tests, dataset, facts) = try model.load(common, console)
    let images =
      split == .train
      ? try model.trainingImages(of: dataset, for: file, limit: try model.limit.value(), console: console) : tests
    let context = model.engine.context(common, console)
    model.noteMisfit(of: file, on: tests, facts, context.engine, console: console)
    var report: SharpnessReport
    do {
      report = try SharpnessMeter(file.classifier, settings, on: images).report(in: context, split: split)
    } catch let failure as SharpnessFailure {
      throw FileError(model.checkpoint, "\(failure)", advice: "use lossaudit slice for it")
    }
    console.finish()
    report.settings.checkpoint = model.checkpoint
    report.settings.dataset = try model.data.title(of: dataset)
    report.settings.madeFrom = try Identity(
      ofFindingsOn: model.checkpoint, as: file.classifier.network, images: images, dataset: dataset,
      precision: model.engine.precision, settings: ["sharpness": settings])
    let whole = report
    try attemptAll(
      { try common.output(whole, text: SharpnessText.text(whole)) },
      {
        guard let chart else { return }
        try SharpnessCharts.density([(file.loss?.name ?? model.checkpoint, whole)]).write(
          to: chart, design: drawing.design())
      })
  }
}

/// What a command computes of the sharpness of a model.
struct SharpnessOptions: ParsableArguments {
  @Option(\SharpnessSettings.seed) var seed: String?
  @Option(\SharpnessSettings.directions) var directions: String?
  @Option(\SharpnessSettings.traceProbes) var traceProbes: String?
  @Option(\SharpnessSettings.lanczosSteps) var lanczosSteps: String?
  @Option(\SharpnessSettings.layerSteps) var layerSteps: String?

  func settings() throws -> SharpnessSettings {
    var settings = SharpnessSettings()
    try set(in: &settings)
    return settings
  }

  func validate() throws { _ = try settings() }
}

/// Whether a command takes test or training images.
struct SplitOption: ParsableArguments {
  @Option(\SliceSettings.split) var split: String?

  func value() throws -> ImageSplit {
    var settings = SliceSettings()
    try set(in: &settings)
    return settings.split
  }

  func validate() throws { _ = try value() }
}
