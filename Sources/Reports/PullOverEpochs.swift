import Charts
import Files
import Losses
import Training

/// The pull of a loss on training images over the epochs of a training, from the logs that trainings leave behind.
struct PullOverEpochs {
  /// One loss's log.
  struct Log {
    var name: String
    var images: Int
    var epochs: [Epoch]
  }

  /// The pull on each image after one epoch.
  struct Epoch {
    var number: Int
    var pulls: [Double]

    private var finite: [Double] { pulls.filter(\.isFinite) }

    var strip: DensityChart.Strip { .init(x: Double(number), values: pulls) }
    var median: Double { strip.median ?? .nan }
    /// The share of images that are pushed away from zero error.
    var pushed: Double { finite.isEmpty ? 0 : Double(finite.count { $0 < 0 }) / Double(finite.count) }
    var notFinite: Int { pulls.count - finite.count }
  }

  private let logs: [Log]

  /// `nil` where no training has logged it.
  init?(_ merged: PaperFigure.Merged) throws {
    logs = try zip(merged.results.losses, merged.checkpoints).compactMap { loss, path -> Log? in
      guard loss.checkpoint == nil, AttractionLog.exists(besides: path) else { return nil }
      let log = try AttractionLog.read(besides: path)
      let epochs = try log.epochs.map { epoch in
        Epoch(
          number: epoch.epoch, pulls: try log.attractions(inEpoch: epoch.epoch, besides: path).map(\.attraction))
      }
      return Log(name: loss.name, images: log.samples.count, epochs: epochs)
    }
    if logs.isEmpty { return nil }
  }

  var names: [String] { logs.map(\.name) }

  /// A strip for each epoch, with all losses on the same axes and colours.
  var chart: any Chart {
    DensityChart(
      title: "Pull to zero training error over the epochs",
      subtitle: "change of the target's probability in one unit step at the logits, for each of the logged images",
      x: Axis("Epoch", format: .whole), y: Axis("Attraction", scale: .symlog(threshold: 0.01)),
      share: Axis("Images in a cell", scale: .log, format: .percent),
      panels: logs.map { log in
        .init(log.name, strips: log.epochs.map(\.strip))
      }, level: 0,
      footnote:
        "First seed of each loss; \(Caption.range(logs.map(\.images))) training images, not augmented. Each strip holds all "
        + "images after one epoch; the darker a cell, the more of them; line: median. Below 0 the loss pushes away from zero "
        + "error. The axis is linear within ±0.01 and logarithmic beyond.")
  }

  private func lost(_ log: Log) -> Int { log.epochs.reduce(0) { $0 + $1.notFinite } }

  /// A sentence for each loss.
  var readings: [String] {
    logs.compactMap { log in
      guard let first = log.epochs.first, let last = log.epochs.last else { return nil }
      return "\(log.name): after epoch \(first.number) the median pull is \(Caption.short(first.median)) and "
        + "\(Caption.fixed(100 * first.pushed)) % of the images are pushed away; after epoch \(last.number) it is "
        + "\(Caption.short(last.median)), and \(Caption.fixed(100 * last.pushed)) % are."
        + (lost(log) == 0
          ? "" : " \(lost(log).counted("value")) of the log are not finite numbers and are in no figure.")
    }
  }
}
