public import Charts
import Files
import Foundation
import LossLandscapes
import Losses
import Robustness
import Statistics

/// One figure of Gonzalez and Miikkulainen (arXiv 2010.00788), drawn anew from what runs have recorded.
public struct PaperFigure {
  /// The figures by their numbers in the paper.
  public enum Number: Int, CaseIterable, Sendable {
    /// The pull of each training image to zero error, over the epochs of a training.
    case pullOverEpochs = 2
    /// The pull of losses to zero error, against the distance from it.
    case pullOfLosses = 3
    /// Accuracy under FGSM through the model's own loss, against its strength.
    case strengths = 4
    /// Accuracy along a random line through the trained weights.
    case line = 5
    /// Cross-entropy over a random plane through the trained weights.
    case plane = 6

    /// What the paper reads in its figure, summed up in one or two sentences that are not the paper's own.
    public var published: String {
      switch self {
      case .pullOverEpochs:
        "Cross-entropy pulls images to zero error as long as it trains. The evolved loss pulls in the first epochs, and then "
          + "pushes images away that are close to zero error."
      case .pullOfLosses:
        "Cross-entropy and squared error pull at every distance. Baikal and evolved losses push an image away that is close "
          + "to zero error, and so keep a network from overconfidence."
      case .strengths:
        "A loss that was evolved for accuracy under FGSM keeps more of its accuracy than one that was evolved for accuracy "
          + "alone, and both keep more than cross-entropy. The attack follows the loss of the training."
      case .line:
        "Models of evolved losses lie in wider and flatter basins than those of cross-entropy, which is taken for a sign of "
          + "robustness."
      case .plane:
        "The basins of evolved losses are flatter in two random directions as well."
      }
    }

    /// The lines of an audit file without which a run does not record what the figure shows.
    var needs: String {
      switch self {
      case .pullOverEpochs: "training: {attraction_log: {epochs: all}}"
      case .pullOfLosses: "losses: [cross-entropy, baikal]"
      case .strengths: "attack: {attacks: [fgsm], losses: [own]}"
      case .line: "slices: {one_dimensional: {points: 51}}"
      case .plane: "slices: {two_dimensional: {points: 15}}"
      }
    }
  }

  public let number: Number
  public let chart: any Chart
  /// What the runs show, a sentence for each loss.
  public let readings: [String]
  /// What is missing or does not fit, in sentences.
  public let notes: [String]

  /// The figure of these runs: their folders, and what each one's `results.json` holds.
  ///
  /// Throws a `FileError` where no run has recorded what the figure shows, which names the lines of the audit file that are
  /// missing; and where the runs' figures cannot stand side by side.
  public init(_ number: Number, of runs: [(folder: String, results: StudyResults)]) throws {
    self.number = number
    try Self.requireComparable(runs)
    let merged = Self.merged(runs)
    var pull: PullOverEpochs?
    let drawn: (any Chart)?
    switch number {
    case .pullOverEpochs:
      pull = try PullOverEpochs(merged)
      drawn = pull?.chart
    case .pullOfLosses, .strengths, .line, .plane: drawn = Self.chart(number, merged.results)
    }
    guard let drawn else {
      throw FileError(
        "\(runs[0].folder)/audit.yaml", "the run has not recorded what figure \(number.rawValue) shows",
        expected: number.needs, found: "nothing of it", advice: "add this to the audit file and run it with --fresh")
    }
    chart = drawn
    readings = pull?.readings ?? Self.readings(number, merged.results)
    notes = Self.missing(number, merged.results, pull) + Self.failures(number, merged.results)
  }

  /// All runs as one study, each loss with its run's name where there are several; `checkpoints` are the first models'.
  struct Merged {
    var results: StudyResults
    /// Each loss's first model, as a path from here.
    var checkpoints: [String]
  }

  private static func merged(_ runs: [(folder: String, results: StudyResults)]) -> Merged {
    let names = RunNames.distinct(runs.map(\.folder))
    var merged = Merged(results: runs[0].results, checkpoints: [])
    merged.results.losses = []
    for (name, run) in zip(names, runs) {
      for var loss in run.results.losses {
        if runs.count > 1 { loss.name = "\(name): \(loss.name)" }
        merged.results.losses.append(loss)
        merged.checkpoints.append("\(run.folder)/\(loss.models.first?.checkpoint ?? "")")
      }
    }
    return merged
  }

  private static func requireComparable(_ runs: [(folder: String, results: StudyResults)]) throws {
    let comparison = RunComparison(runs)
    guard comparison.groups.count > 1 else { return }
    throw FileError(
      runs[0].folder, "the runs cannot share one figure: \(comparison.notes[0].dropLast())",
      advice: "draw a figure of each by itself")
  }

  private static func chart(_ number: Number, _ results: StudyResults) -> (any Chart)? {
    let subtitle = Caption.subject(results) + (results.trained.isEmpty ? "" : ", first seed's model of each loss")
    switch number {
    case .pullOverEpochs: return nil
    case .pullOfLosses:
      let curves = known(results).map { curve($0, $1, results.dataset.classes) }
      return curves.isEmpty ? nil : LossCharts.attraction(curves, classes: results.dataset.classes)
    case .strengths:
      return SeedChart.chart(
        results, title: "Accuracy under FGSM", subtitle: "gradient of the model's own training loss", points: ownPoints)
    case .line:
      let lines = results.losses.compactMap { loss in loss.slice.map { (loss.name, $0) } }
      return lines.isEmpty
        ? nil
        : SliceCharts.lines(
          lines, .accuracy, title: "Accuracy along a random line through the weights", subtitle: subtitle)
    case .plane:
      let planes = results.losses.compactMap { loss in loss.plane.map { (loss.name, $0) } }
      return planes.isEmpty
        ? nil
        : SliceCharts.planes(planes, title: "Cross-entropy over a random plane of the weights", subtitle: subtitle)
    }
  }

  /// Losses whose pull can be computed from the probabilities alone.
  static func known(_ results: StudyResults) -> [(String, Loss)] {
    results.losses.compactMap { entry in
      entry.loss.flatMap { $0.isOfProbabilities ? (entry.name, $0) : nil }
    }
  }

  static func curve(_ name: String, _ loss: Loss, _ classes: Int) -> LossCurve {
    var curve = LossCurve(loss, classes: classes, epsilons: (1...200).map { Double($0) / 201 })
    curve.loss = name
    return curve
  }

  /// The accuracy under FGSM through the loss of the training: what the paper measured.
  static func ownPoints(_ report: AuditReport) -> [AttackPoint]? {
    report.curves.first { $0.label == AttackLabel(.fgsm, through: .own) }?.points
  }
}
