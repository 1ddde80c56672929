import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Robustness
import Statistics

/// The tables of a report.
struct ReportTables {
  let results: StudyResults

  func percent(_ value: Double) -> HTML { "\(Caption.fixed(100 * value))&#8239;%" }

  /// The mean over seeds, with the sample standard deviation where there are two seeds or more.
  func spread(_ values: [Double]) -> HTML {
    guard let spread = SeedSpread(values) else { return "–" }
    guard let deviation = spread.deviation else { return percent(spread.mean) }
    return "\(Caption.fixed(100 * spread.mean)) ± \(Caption.fixed(100 * deviation))&#8239;%"
  }

  /// How many of the first images were attacked, of each model.
  private var attacked: [Int] {
    results.losses.flatMap(\.models).map { $0.attack.total + ($0.attack.settings.leftOut ?? 0) }
  }
  private var isPart: Bool { attacked.contains { $0 < results.dataset.test } }
  /// Whether there are clean figures of more images than were attacked, which have to say so.
  private var clean: HTML { isPart ? "clean<br>(all \(Caption.grouped(results.dataset.test)))" : "clean" }
  /// Which images the figures of attacks are of, where the clean ones are of more.
  private var first: HTML { isPart ? "<br>(first \(Caption.range(attacked)))" : "" }

  var accuracy: HTML {
    let settings = results.losses.first?.models.first?.attack.settings, epsilons = settings?.epsilons ?? []
    let points = results.losses.flatMap(\.models).flatMap(\.attack.worstCase)
    let figures = Self.figures.filter { figure in points.contains { figure.share($0) != nil } }
    return HTML.narrowTable(
      [
        results.trained.isEmpty ? "model" : "loss",
        clean,
      ]
        + epsilons.flatMap { epsilon in
          figures.map { "\($0.title)<br>\(settings!.norm.title) ε = \(epsilon.text)\(first)" as HTML }
        },
      results.losses.map { loss in
        ["\(loss.name)", spread(loss.models.map(\.testAccuracy.accuracy))]
          + epsilons.indices.flatMap { e in
            figures.map { figure in spread(loss.models.compactMap { figure.share($0.attack.worstCase[e]) }) }
          }
      })
  }

  /// The figures of the worst case, of which a study has the first always and the others where it asked for them.
  private static let figures: [(title: HTML, share: @Sendable (AttackPoint) -> Double?)] = [
    ("worst case", { $0.accuracy }), ("as 8-bit files", { $0.quantised?.accuracy }),
    ("target reached", { $0.reached?.accuracy }), ("reached, as 8-bit files", { $0.reachedQuantised?.accuracy }),
  ]

  /// What the losses are like; empty where nobody knows one.
  var losses: HTML {
    guard results.losses.contains(where: { $0.loss != nil }) else { return "" }
    return HTML.table(
      [
        "name", "loss", "null epoch<br>target, other", "invariant<br>exact, paper", "equilibrium<br>confidence",
        "confidence<br>where right",
      ],
      results.losses.map { entry in
        guard let loss = entry.loss else {
          return ["\(entry.name)", "loss unknown", "–", "–", "–", confidence(entry)]
        }
        let description = LossDescription(loss, classes: results.dataset.classes)
        return [
          "\(entry.name)", "<code>\(LossCharts.short(loss.name))</code>",
          description.nullEpoch.map { "\(Caption.short($0.target)), \(Caption.short($0.nonTarget))" } ?? "–",
          description.invariant.map { "\($0.exact ? "yes" : "no"), \($0.paper ? "yes" : "no")" } ?? "–",
          description.equilibriumConfidence.map { "\(Caption.fixed($0, decimals: 3))" } ?? "–",
          confidence(entry),
        ]
      })
  }

  /// The mean probability of the right class where models are right, over seeds.
  private func confidence(_ entry: StudyResults.LossResult) -> HTML {
    guard let spread = SeedSpread(entry.models.compactMap(\.confidence?.mean)) else { return "–" }
    let deviation = spread.deviation.map { " ± \(Caption.fixed($0, decimals: 3))" } ?? ""
    return "\(Caption.fixed(spread.mean, decimals: 3))\(deviation)"
  }

  var flatness: HTML {
    let slices = results.losses.compactMap { loss in loss.slice.map { (loss.name, $0.flatness) } }
    guard !slices.isEmpty else { return "" }
    let radii = Array(Set(slices.flatMap { $0.1.meanRise.keys })).sorted()
    return HTML.table(
      [results.trained.isEmpty ? "model" : "loss", "half-width at<br>−10 points"]
        + radii.map { "rise of cross-entropy<br>at α = ±\($0)" },
      slices.map { name, flatness in
        ["\(name)", flatness.halfWidth.map { "\(Caption.fixed($0, decimals: 2))" } ?? "none on the slice"]
          + radii.map { flatness.meanRise[$0].map { "\(Caption.short($0))" } ?? "–" }
      }) + "<p>Flatness alone is not robustness.</p>"
  }

  /// The models that were trained; empty where there are none.
  var models: HTML {
    guard !results.trained.isEmpty else { return "" }
    return HTML.table(
      ["model", "seed", "training", "clean", "95&#8239;% interval"],
      results.trained.flatMap { loss in
        loss.models.map { model in
          ["<code>\(model.checkpoint)</code>", "\(model.seed ?? 0)", "\(model.training ?? "–")"] + clean(model)
        }
      })
  }

  /// The models that were given; empty where there are none.
  var given: HTML {
    guard !results.given.isEmpty else { return "" }
    return HTML.table(
      [
        "model", "file", "architecture", "weights", "normalisation<br>mean; deviation", "clean", "95&#8239;% interval",
        "SHA-256 of the file",
      ],
      results.given.flatMap { entry in
        entry.models.map { model in
          let file = entry.checkpoint!
          let digest = String(file.digest.prefix(12))
          return [
            "\(entry.name)", "<code>\(file.file)</code>", "\(file.architecture)", "\(Caption.grouped(file.parameters))",
            "\(list(file.mean)); \(list(file.standardDeviation))",
          ] + clean(model) + ["<code>\(digest)…</code>"]
        }
      })
  }

  private func list(_ numbers: [Float]) -> String { numbers.map { String(format: "%.4g", $0) }.joined(separator: ", ") }

  private func clean(_ model: StudyResults.ModelResult) -> [HTML] {
    let accuracy = model.testAccuracy
    return [
      percent(accuracy.accuracy), "\(percent(accuracy.interval.lower)) to \(percent(accuracy.interval.upper))",
    ]
  }
}
