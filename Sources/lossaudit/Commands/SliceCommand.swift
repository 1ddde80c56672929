import ArgumentParser
import Charts
import Checkpoints
import Datasets
import Files
import LossLandscapes
import Losses
import Models
import Reports
import Robustness
import Studies
import Training

struct SliceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Loss and accuracy along directions through weight space, or from one model to others.",
    discussion: """
      A random direction, each filter scaled to the norm of the model's own, so
      that slices of different models can be compared. 0 is the trained model.
      With a second model, the line from the first at 0 to the second at 1; with
      a third, the plane through all of them.

      Examples:
        lossaudit slice model.safetensors.zst --range -1:1 --chart line.png
        lossaudit slice model.safetensors.zst --dimensions 2 --points 25 \\
          --limit 500 --chart plane.png --output plane
        lossaudit slice model.safetensors.zst --directions 5 --epsilon 2/255
        lossaudit slice last.safetensors.zst --trajectory last.epochs \\
          --points 21 --chart way.png
        lossaudit slice first.safetensors.zst second.safetensors.zst \\
          --batch-norm-images 2000
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "One or two further models of the same network: the line, or the plane, through all of them.")
  var towards: [String] = []

  @Option(
    help: ArgumentHelp("A direction as safetensors in place of a random one; given twice, a plane.", valueName: "file"))
  var direction: [String] = []

  @Option(
    help: ArgumentHelp(
      "1 for a line, 2 for a plane. (default: 1, or the number of directions or further models given)",
      valueName: "1|2"))
  var dimensions: Int?

  @Option(
    help: ArgumentHelp(
      "A folder of models that train --keep-every has kept: the plane along the first two principal directions of"
        + " their way to this model, which the chart shows.", valueName: "folder"))
  var trajectory: String?

  @OptionGroup var seed: SeedOption

  @OptionGroup var grid: GridOptions

  @OptionGroup var measure: SliceMeasureOptions

  @Option(
    help: ArgumentHelp(
      "Draw the slice as .png, .svg or .pdf, first from a coarse grid, as soon as that is whole.", valueName: "file"))
  var chart: String?

  @Option(
    help: ArgumentHelp(
      "Draw accuracy, and with --epsilon that under FGSM, in the same way.", valueName: "file"))
  var accuracyChart: String?

  @Option(help: ArgumentHelp("Draw a plane as a shaded surface, in the same way.", valueName: "file"))
  var surface: String?

  @OptionGroup var drawing: ChartOptions

  @OptionGroup var export: SliceExportOptions

  @Option(help: ArgumentHelp("Write the directions to this folder as safetensors.", valueName: "folder"))
  var writeDirections: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Keep every point in this folder, from which an interrupted slice goes on, and the result as slice.json.",
      valueName: "folder"))
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    Interruption.endAtOnce(output == nil ? .startsOver : .goesOn)
    var grid = try grid.grid(betweenModels: !towards.isEmpty)
    var settings = try measure.settings(seed: seed.value())
    settings.limit = try model.limit.value()
    try drawing.requireFit(("--chart", chart), ("--accuracy-chart", accuracyChart), ("--surface", surface))
    try common.requireWritable(
      chart, accuracyChart, surface, export.csv, export.npy, export.vti, folders: [writeDirections, output])
    let count = try requireFit(settings, grid)
    let console = common.console
    let (file, tests, dataset, facts) = try model.load(common, console)
    func training(_ limit: Int?) throws -> ImageSet {
      try model.trainingImages(of: dataset, for: file, limit: limit, console: console)
    }
    let images = settings.split == .train ? try training(settings.limit) : tests
    if settings.batchNormImages != nil {
      try SliceMeasure.requireBatchNorm(of: file.classifier, path: model.checkpoint)
    }
    let weights = file.classifier.weights, draws: [[Direction]], origin: DirectionOrigin
    let way = try trajectory.map { try model.way(to: file, in: $0, tests, dataset, facts, common, console) }
    if let way {
      draws = [way.trajectory.directions]
      origin = .principal
      if self.grid.range == nil, self.grid.secondRange == nil {
        let fitted = way.trajectory.grid(points: grid.points)
        (grid.range, grid.secondRange) = (fitted.range, fitted.secondRange)
      }
    } else if !towards.isEmpty {
      draws = [try model.directions(from: file, to: towards, tests, dataset, facts, common, console)]
      origin = .models
    } else if !direction.isEmpty {
      draws = [try direction.map { try Direction(for: weights, tensors: Checkpoint.read($0).tensors, path: $0) }]
      origin = .given
    } else {
      draws = settings.draws(for: weights, dimensions: count)
      origin = .drawn(settings.normalisation, seed: settings.seed)
    }
    try write(draws.flatMap(\.self), settings)
    let context = model.engine.context(common, console)
    model.noteMisfit(of: file, on: tests, facts, context.engine, console: console)
    let cut = SliceCut(
      file.classifier, grid.slice(dimensions: count), draws: draws,
      measure: SliceMeasure(
        own: file.loss, epsilon: settings.epsilon, statistics: try settings.batchNormImages.map { try training($0) }),
      on: images)
    let identity = try identity(cut, settings, grid, dataset)
    let journal = try output.map { try SliceJournal($0, identity: identity) }
    func report(_ slice: Slice, _ points: [[SlicePoint]]) throws -> SliceReport {
      var report = SliceReport(cut, on: slice, draws: points, origin: origin, split: settings.split)
      report.settings.checkpoint = model.checkpoint
      report.settings.towards = towards.isEmpty ? nil : towards
      report.settings.explainedVariance = way?.trajectory.explainedVariance
      report.settings.dataset = try model.data.title(of: dataset)
      report.settings.madeFrom = identity
      return report
    }
    func draw(_ report: SliceReport) throws {
      let name = file.loss?.name ?? model.checkpoint, design = try drawing.design()
      if let chart { try SliceCharts.chart(report, name: name).write(to: chart, design: design) }
      if let accuracyChart {
        try SliceCharts.accuracyChart(report, name: name).write(to: accuracyChart, design: design)
      }
      if let surface { try SliceCharts.surface(report, name: name).write(to: surface, design: design) }
    }
    let points = try cut.run(in: context, journal: journal) { try draw(report($0, $1)) }
    let models = try way.map { try cut.points(of: $0.trajectory, through: $0.models, in: context) }
    console.finish()
    var measured = try report(cut.slice, points)
    measured.trajectory = models
    let whole = measured
    try attemptAll(
      { if let output { try AtomicFile.write(StableJSON.encode(whole), to: "\(output)/slice.json") } },
      { try common.output(whole, text: SliceText.text(whole)) }, { try draw(whole) },
      { try export.write(whole) })
  }

  /// The number of dimensions. Throws where flags do not go together.
  private func requireFit(_ settings: SliceSettings, _ grid: SliceGrid) throws -> Int {
    let given = max(direction.count, towards.count)
    guard towards.count <= 2, direction.count <= 2, (1...2).contains(dimensions ?? 1),
      given == 0 || dimensions ?? given == given
    else {
      throw ValidationError(
        "--direction, --dimensions: expected one or two directions or further models, or 1 or 2 dimensions, found \(given)"
          + " directions\(dimensions.map { " and \($0) dimensions" } ?? "")")
    }
    guard towards.isEmpty || direction.isEmpty else {
      throw ValidationError("--direction: expected directions or further models, found both")
    }
    guard given == 0 || settings.directions == 1 else {
      throw ValidationError("--directions: expected random directions, found others, of which there is one draw")
    }
    guard given == 0 || settings.normalisation == .filter else {
      throw ValidationError("--direction-normalisation: expected random directions, found others, taken as they are")
    }
    if trajectory != nil {
      guard given == 0, dimensions ?? 2 == 2, settings.directions == 1, settings.normalisation == .filter else {
        throw ValidationError("--trajectory: expected no other directions, models or dimensions, since it has its own")
      }
      return 2
    }
    let count = dimensions ?? max(given, 1)
    guard count == 2 || (grid.secondPoints == nil && grid.secondRange == nil) else {
      throw ValidationError(
        "\(grid.secondPoints == nil ? "--second-range" : "--second-points"): expected a plane, found a line")
    }
    guard count == 2 || surface == nil else {
      throw ValidationError("--surface: expected a plane (--dimensions 2), found a line")
    }
    return count
  }

  private func write(_ directions: [Direction], _ settings: SliceSettings) throws {
    guard let writeDirections else { return }
    let normalisation =
      trajectory != nil
      ? "principal" : !towards.isEmpty ? "models" : direction.isEmpty ? settings.normalisation.rawValue : "given"
    for (index, direction) in directions.enumerated() {
      try Checkpoint(
        tensors: direction.namedTensors, metadata: ["normalisation": normalisation, "checkpoint": model.checkpoint]
      ).write(to: "\(writeDirections)/direction-\(index + 1).safetensors")
    }
  }

  /// All that decides the points.
  private func identity(
    _ cut: SliceCut, _ settings: SliceSettings, _ grid: SliceGrid, _ dataset: String
  ) throws -> Identity {
    func digests(_ paths: [String]) throws -> [String] { try paths.map { Digest.sha256(try AtomicFile.read($0)) } }
    let isDrawn = direction.isEmpty && towards.isEmpty && trajectory == nil
    return try Identity(
      ofFindingsOn: model.checkpoint, as: cut.classifier.network, images: cut.images, dataset: dataset,
      precision: model.engine.precision,
      settings: [
        "slice": grid, "seed": isDrawn ? settings.seed : nil, "loss": cut.measure.own,
        "dimensions": cut.draws[0].count, "directions": try digests(direction),
        "towards": towards.isEmpty ? nil : try digests(towards), "draws": isDrawn ? settings.directions : nil,
        "direction_normalisation": isDrawn ? settings.normalisation : nil, "epsilon": settings.epsilon?.value,
        "trajectory": try trajectory.map { try digests(KeptEpochs.paths(in: $0)) },
        "split": settings.split, "batch_norm_images": cut.measure.statistics?.digest,
      ])
  }
}
