import Charts
import Files
import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Robustness
import Statistics

/// The report of a study: charts and one self-contained `report.html`, made from its results alone.
public struct Report {
  private let results: StudyResults

  /// The page's name in the folder that it is written to.
  public static let fileName = "report.html"

  public init(_ results: StudyResults) { self.results = results }

  /// Writes `charts/*.png` and `report.html` under `folder`. The same results give the same bytes.
  public func write(to folder: String) throws {
    let charts = StudyCharts(results)
    var figures = ""
    for entry in charts.entries {
      let png = try entry.chart.png(settings: [("Settings", results.audit)])
      try AtomicFile.write(png, to: "\(folder)/charts/\(entry.file)")
      let file = HTML.escape(entry.file)
      figures += """
        <figure id="\(file)"><img alt="\(HTML.escape(entry.chart.title))" src="data:image/png;base64,\(png.base64EncodedString())">
        <figcaption>\(HTML.escape(entry.caption)) <small>charts/\(file)</small></figcaption></figure>

        """
    }
    try AtomicFile.write(page(figures), to: "\(folder)/\(Self.fileName)")
  }

  private func page(_ figures: String) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTML.escape(results.name)): loss audit</title><style>
    \(HTML.style)
    </style></head><body>
    <h1>\(HTML.escape(results.name)): loss audit</h1>
    <p>\(HTML.escape("\(results.architecture)")) with \(Caption.grouped(results.parameters)) weights on \(HTML.escape(results.dataset.name)):
    \(Caption.grouped(results.dataset.training)) training images (\(Caption.grouped(results.dataset.validation)) of them held out to score candidates),
    \(Caption.grouped(results.dataset.test)) test images.</p>
    <h2>Accuracy</h2>
    \(accuracyTable)
    <p>\(worstCaseWords) Means over seeds ± sample standard deviation.</p>
    \(SeedTests(results).html)
    <h2>Can the figures be trusted?</h2>
    \(checkTable)
    <h2>Charts</h2>
    \(figures)
    <h2>Losses</h2>
    \(lossTable)
    \(evolutionTables)
    \(flatnessTable)
    <h2>Models</h2>
    \(modelTable)
    <h2>Settings</h2>
    <p>Everything that decides the results; run.json says where and when they were made.</p>
    <pre>\(HTML.escape(results.audit))</pre>
    <p><small>SHA-256 of the data: <code>\(results.dataset.digest)</code></small></p>
    </body></html>

    """
  }

  private var worstCaseWords: String {
    results.isFGSMAlone
      ? "Worst case: an image counts only if it survives FGSM through every attack loss at that ε. FGSM is a single step: these"
        + "\nfigures bound robust accuracy from above and are not robust accuracy."
      : "Worst case: an image counts only if it survives every attack at that ε. What no attack here broke, another may:"
        + "\nthese figures bound robust accuracy from above."
  }

  // MARK: Tables

  private func percent(_ value: Double) -> String { String(format: "%.1f&#8239;%%", 100 * value) }

  /// The mean over seeds, with the sample standard deviation where there are two seeds or more.
  private func spread(_ values: [Double]) -> String {
    guard !values.isEmpty else { return "–" }
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return percent(mean) }
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)
    return String(format: "%.1f ± %.1f&#8239;%%", 100 * mean, 100 * variance.squareRoot())
  }

  private var accuracyTable: String {
    let settings = results.losses.first?.models.first?.attack.settings, epsilons = settings?.epsilons ?? []
    return HTML.table(
      ["loss", "clean"] + epsilons.map { "worst case<br>\(settings!.norm.title) ε = \($0.text)" },
      results.losses.map { loss in
        [HTML.escape(loss.name), spread(loss.models.map(\.testAccuracy.accuracy))]
          + epsilons.indices.map { e in spread(loss.models.map { $0.attack.worstCase[e].accuracy }) }
      })
  }

  private var checkTable: String {
    var rows: [[String]] = []
    for loss in results.losses {
      for model in loss.models {
        for check in model.attack.checks where check.verdict == .warn || check.verdict == .fail {
          rows.append([
            "\(HTML.escape(loss.name)), seed \(model.seed)",
            "<span class=\"\(check.verdict.rawValue)\">\(check.verdict.rawValue)</span>", check.name,
            HTML.escape(check.detail),
          ])
        }
      }
    }
    let run = results.losses.first?.models.first?.attack.checks ?? []
    let done = run.filter { $0.verdict != .notRun }.map(\.name),
      missing = run.filter { $0.verdict == .notRun }.map(\.name)
    let summary =
      "<p>Checked: \(done.joined(separator: ", "))."
      + (missing.isEmpty
        ? "</p>" : " Not run, since they need stronger attacks: \(missing.joined(separator: ", ")).</p>")
    guard !rows.isEmpty else { return "<p class=\"pass\">Every check passed for every model.</p>" + summary }
    return HTML.table(["model", "verdict", "check", "finding"], rows)
      .replacing("<td>", with: "<td class=\"words\">") + summary
  }

  private var lossTable: String {
    HTML.table(
      ["name", "loss", "null epoch<br>target, other", "invariant<br>exact, paper", "equilibrium<br>confidence"],
      results.losses.map { entry in
        let description = LossDescription(entry.loss, classes: results.dataset.classes)
        return [
          HTML.escape(entry.name), "<code>\(HTML.escape(LossCharts.short(entry.loss.name)))</code>",
          String(format: "%.3g, %.3g", description.nullEpoch.target, description.nullEpoch.nonTarget),
          "\(description.invariant.exact ? "yes" : "no"), \(description.invariant.paper ? "yes" : "no")",
          description.equilibriumConfidence.map { String(format: "%.3f", $0) } ?? "–",
        ]
      })
  }

  private var evolutionTables: String {
    results.losses.compactMap { loss in
      loss.evolution.map { evolution in
        "<h3>Finalists of \(HTML.escape(loss.name))</h3>"
          + HTML.table(
            ["origin", "fitness<br>in the search", "fitness on<br>fresh seeds", "clean", "loss"],
            evolution.finalists.map { finalist in
              [
                HTML.escape(finalist.origin) + (finalist.loss == evolution.winner ? " <b>(winner)</b>" : ""),
                finalist.searchFitness.map(percent) ?? "–", spread(finalist.fitnesses),
                percent(finalist.validationAccuracy),
                "<code>\(HTML.escape(LossCharts.short(finalist.loss.name)))</code>",
              ]
            }) + "<p>\(HTML.escape(evolution.stop)).</p>"
      }
    }.joined(separator: "\n")
  }

  private var flatnessTable: String {
    let slices = results.losses.compactMap { loss in loss.slice.map { (loss.name, $0.flatness) } }
    guard !slices.isEmpty else { return "" }
    let radii = Array(Set(slices.flatMap { $0.1.meanRise.keys })).sorted()
    return "<h2>Flatness along the line</h2>"
      + HTML.table(
        ["loss", "half-width at<br>−10 points"] + radii.map { "rise of cross-entropy<br>at α = ±\($0)" },
        slices.map { name, flatness in
          [HTML.escape(name), flatness.halfWidth.map { String(format: "%.2f", $0) } ?? "beyond the slice"]
            + radii.map { flatness.meanRise[$0].map { String(format: "%.3g", $0) } ?? "–" }
        }) + "<p>Flatness alone is not robustness.</p>"
  }

  private var modelTable: String {
    HTML.table(
      ["model", "seed", "training", "clean", "95&#8239;% interval"],
      results.losses.flatMap { loss in
        loss.models.map { model in
          [
            "<code>\(HTML.escape(model.checkpoint))</code>", "\(model.seed)", HTML.escape(model.training),
            percent(model.testAccuracy.accuracy),
            "\(percent(model.testAccuracy.interval.lower)) to \(percent(model.testAccuracy.interval.upper))",
          ]
        }
      })
  }
}
