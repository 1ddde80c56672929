import Charts
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

  /// The images after one epoch.
  struct Epoch {
    var number: Int
    var median: Double
    /// From the 5th to the 95th of a hundred images.
    var low: Double
    var high: Double
    /// The share of images that are pushed away from zero error.
    var pushed: Double
    /// The pull on some of the images, evenly taken.
    var some: [Double]
  }

  private let logs: [Log]

  /// How many images of an epoch are drawn one by one.
  fileprivate static let dots = 300

  /// `nil` where no training has logged it.
  init?(_ merged: PaperFigure.Merged) throws {
    logs = try zip(merged.results.losses, merged.checkpoints).compactMap { loss, path -> Log? in
      guard loss.checkpoint == nil, AttractionLog.exists(besides: path) else { return nil }
      let log = try AttractionLog.read(besides: path)
      let epochs = try log.epochs.map { epoch -> Epoch in
        let pulls = try log.attractions(inEpoch: epoch.epoch, besides: path).map(\.attraction)
        return Epoch(epoch.epoch, pulls.filter(\.isFinite))
      }
      return Log(name: loss.name, images: log.samples.count, epochs: epochs)
    }
    if logs.isEmpty { return nil }
  }

  var names: [String] { logs.map(\.name) }

  var chart: any Chart {
    LinePanelChart(
      title: "Pull to zero training error over the epochs",
      subtitle: "change of the target's probability in one unit step at the logits, for each of the logged images",
      y: Axis("Attraction", scale: .symlog(threshold: 0.01)),
      panels: logs.map { log in
        .init(
          log.name, x: Axis("Epoch"),
          series: [
            .init(
              log.name, points: log.epochs.map { Point(Double($0.number), $0.median) },
              band: log.epochs.map { Interval($0.low, $0.high) },
              scatter: log.epochs.flatMap { epoch in
                // Dots of one epoch stand side by side, or they would hide each other.
                epoch.some.enumerated().map { place, pull in
                  Point(Double(epoch.number) + 0.7 * (Double(place) / Double(max(epoch.some.count, 1)) - 0.5), pull)
                }
              })
          ], references: [ReferenceLine(.horizontal, at: 0, "")])
      }, columns: 2,
      footnote:
        "First seed of each loss; \(Caption.range(logs.map(\.images))) training images, not augmented. Line: median; "
        + "band: 5 to 95 % of the images; dots: at most \(Self.dots) of them. Below 0 the loss pushes away from zero error. "
        + "The axis is linear within ±0.01 and logarithmic beyond.")
  }

  /// A sentence for each loss.
  var readings: [String] {
    logs.compactMap { log in
      guard let first = log.epochs.first, let last = log.epochs.last else { return nil }
      return "\(log.name): after epoch \(first.number) the median pull is \(Caption.short(first.median)) and "
        + "\(Caption.fixed(100 * first.pushed)) % of the images are pushed away; after epoch \(last.number) it is "
        + "\(Caption.short(last.median)), and \(Caption.fixed(100 * last.pushed)) % are."
    }
  }
}

extension PullOverEpochs.Epoch {
  /// `pulls` are in the order of the images.
  init(_ number: Int, _ pulls: [Double]) {
    let sorted = pulls.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int((share * Double(sorted.count - 1)).rounded())]
    }
    let count = min(pulls.count, PullOverEpochs.dots)
    self.init(
      number: number, median: quantile(0.5), low: quantile(0.05), high: quantile(0.95),
      pushed: pulls.isEmpty ? 0 : Double(pulls.count { $0 < 0 }) / Double(pulls.count),
      some: (0..<count).map { pulls[$0 * pulls.count / count] })
  }
}
