import ArgumentParser
import Charts
import Checkpoints
import Files
import Foundation
import LossLandscapes
import Losses
import Models
import Reports
import Studies
import Training

struct SliceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Loss and accuracy along filter-normalised directions through weight space.",
    discussion: """
      A random direction, each filter scaled to the norm of the model's own, so
      that slices of different models can be compared. 0 is the trained model.

      Examples:
        lossaudit slice model.safetensors.zst --range -1:1 --chart line.png
        lossaudit slice model.safetensors.zst --dimensions 2 --points 25 \\
          --limit 500 --chart plane.png
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp("A direction as safetensors in place of a random one; given twice, a plane.", valueName: "file"))
  var direction: [String] = []

  @Option(
    help: ArgumentHelp(
      "1 for a line, 2 for a plane. (default: 1, or the number of directions given)", valueName: "1|2"))
  var dimensions: Int?

  @OptionGroup var seed: SeedOption

  @OptionGroup var grid: GridOptions

  @Option(help: ArgumentHelp("Draw the slice as a PNG.", valueName: "file")) var chart: String?

  @Option(help: ArgumentHelp("Write the directions to this folder as safetensors.", valueName: "folder"))
  var writeDirections: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let grid = try grid.grid(), seed = try seed.value()
    try requirePNGName(chart)
    try common.requireWritable(chart, folders: [writeDirections])
    guard direction.count <= 2, (1...2).contains(dimensions ?? 1),
      direction.isEmpty || dimensions ?? direction.count == direction.count
    else {
      throw ValidationError(
        "--direction, --dimensions: expected one or two directions, or 1 or 2 dimensions, found \(direction.count)"
          + " directions\(dimensions.map { " and \($0) dimensions" } ?? "")")
    }
    let console = common.console
    let (file, images, dataset, facts) = try model.load(common, console)
    let count = dimensions ?? max(direction.count, 1)
    let weights = file.classifier.weights
    let directions =
      try direction.isEmpty
      ? (0..<count).map { Direction(for: weights, seed: seed, index: $0) }
      : direction.map { try Direction(for: weights, tensors: Checkpoint.read($0).tensors, path: $0) }
    if let writeDirections {
      for (index, direction) in directions.enumerated() {
        try Checkpoint(
          tensors: direction.namedTensors, metadata: ["normalisation": "filter", "checkpoint": model.checkpoint]
        )
        .write(to: "\(writeDirections)/direction-\(index + 1).safetensors")
      }
    }
    let context = model.engine.context(common, console)
    model.noteMisfit(of: file, on: images, facts, context.engine, console: console)
    var report = try SliceReport.cut(
      file.classifier, directions: directions, seed: direction.isEmpty ? seed : nil, range: grid.range,
      points: grid.points, own: file.loss ?? Loss(.crossEntropy), on: images, in: context)
    console.finish()
    report.settings.checkpoint = model.checkpoint
    report.settings.dataset = try model.data.title(of: dataset)
    report.settings.madeFrom = try Identity(
      ofFindingsOn: model.checkpoint, as: file.classifier.network, images: images, dataset: dataset,
      precision: model.engine.precision,
      settings: [
        "slice": grid, "seed": direction.isEmpty ? seed : nil, "loss": file.loss,
        "dimensions": count, "directions": try direction.map { Digest.sha256(try AtomicFile.read($0)) },
      ])
    try attemptAll(
      { try common.output(report, text: Self.text(report)) },
      {
        guard let chart else { return }
        try SliceCharts.chart(report, name: file.loss?.name ?? model.checkpoint).write(to: chart)
      })
  }

  private static func text(_ report: SliceReport) -> String {
    let header = "alpha      beta       cross-entropy  own loss       accuracy"
    let rows = report.points.map {
      String(
        format: "%-10.4f %-10.4f %-14.6g %-14.6g %.4f", $0.alpha, $0.beta ?? 0, $0.crossEntropy.unsignedNaN,
        $0.ownLoss.unsignedNaN, $0.accuracy)
    }
    return ([header] + rows).joined(separator: "\n")
  }
}
