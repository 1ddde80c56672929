import Charts
import Files
public import Foundation
import Robustness
import Statistics

extension RunComparison {
  /// The page, with every chart in it. The same runs give the same bytes.
  public func page() throws -> Data {
    var parts: HTML = ""
    for (group, members) in zip(groups, members) {
      parts = parts + heading(group) + table(group)
      guard let chart = Self.chart(group, members) else { continue }
      let picture = try chart.pictureURI()
      parts =
        parts + """
          <figure><img alt="\(Self.words(group, chart.title))" src="\(picture)">
          <figcaption>Mean over the seeds of each loss. Bands: \
          the interval of one model, the range of two, Student's t 95&#8239;% of the mean over more.</figcaption></figure>

          """
    }
    let title = "Comparison of \(runs.count.counted("run"))"
    let page: HTML = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title><style>
      \(HTML.style)
      </style></head><body>
      <h1>\(title)</h1>
      \(runTable)
      <h2>What cannot be compared</h2>
      \(noteList)
      \(parts)
      </body></html>

      """
    return Data(page.source.utf8)
  }

  private var runTable: HTML {
    HTML.table(
      [
        "run", "audit", "data set", "architecture", "images<br>test, attacked", "norm", "attacks",
        "checks<br>failed, warned",
      ],
      runs.map { run in
        [
          "\(run.name)", "\(run.audit)", "\(run.dataset)", "\(run.architecture ?? "from files")",
          "\(Caption.grouped(run.test)), \(Caption.range(run.attacked))", "\(run.norm)",
          "\(run.attacks.joined(separator: ", "))",
          run.failed > 0
            ? "<span class=\"fail\">\(run.failed) failed</span>, \(run.warned)" : "\(run.failed), \(run.warned)",
        ]
      })
  }

  private var noteList: HTML {
    notes.isEmpty
      ? "<p>Nothing: all figures are of the same images, attacks and strengths.</p>"
      : "<ul>\(notes.map { "<li>\($0)</li>\n" as HTML }.joined())</ul>"
  }

  private func heading(_ group: Group) -> HTML {
    "<h2>\(group.dataset): \(group.runs.joined(separator: ", "))</h2>\n"
  }

  private func table(_ group: Group) -> HTML {
    HTML.table(
      ["run", "loss", "seeds", "clean"] + group.epsilons.map { "worst case<br>ε = \($0)" as HTML } + ["checks"],
      group.rows.map { row in
        let worst = zip(row.worstCase, row.worstCaseDeviation).map { Self.share($0, $1) }
        let checks: HTML =
          row.failedChecks.isEmpty
          ? "none failed" : "<span class=\"fail\">failed: \(row.failedChecks.joined(separator: ", "))</span>"
        return ["\(row.run)", "\(row.loss)", "\(row.seeds)", Self.share(row.clean, row.cleanDeviation)] + worst
          + [checks]
      })
  }

  private static func share(_ mean: Double, _ deviation: Double?) -> HTML {
    guard let deviation else { return "\(Caption.fixed(100 * mean))&#8239;%" }
    return "\(Caption.fixed(100 * mean)) ± \(Caption.fixed(100 * deviation))&#8239;%"
  }

  /// What the chart shows, for who cannot see it: each curve's first and last point.
  private static func words(_ group: Group, _ title: String) -> String {
    guard let first = group.epsilons.first, let last = group.epsilons.last else { return title }
    let curves = group.rows.map {
      "\($0.run), \($0.loss): \(Caption.fixed(100 * $0.worstCase.first!)) % at ε \(first), "
        + "\(Caption.fixed(100 * $0.worstCase.last!)) % at ε \(last)"
    }
    return "\(title). \(curves.joined(separator: "; "))."
  }

  /// The worst case of every loss of a group, at the strengths that all its runs have.
  private static func chart(_ group: Group, _ members: [(name: String, results: StudyResults)]) -> LineChart? {
    guard let settings = members[0].results.losses.first?.models.first?.attack.settings, group.epsilons.count > 1 else {
      return nil
    }
    let shared = settings.epsilons.filter { group.epsilons.contains($0.text) }.sorted { $0.value < $1.value }
    let series = members.flatMap { run in
      run.results.losses.map { loss -> LineChart.Series in
        let spreads = shared.compactMap { epsilon in
          SeedSpread(
            loss.models.compactMap { $0.attack.worstCase.first { $0.epsilon.value == epsilon.value }?.accuracy })
        }
        return .init(
          "\(run.name): \(loss.name)", points: zip(shared, spreads).map { Point($0.value, $1.mean) },
          band: zip(shared, spreads).map { epsilon, spread in
            if loss.models.count == 1,
              let point = loss.models[0].attack.worstCase.first(where: { $0.epsilon.value == epsilon.value })
            {
              return Interval(point.interval.lower, point.interval.upper)
            }
            return Interval(max(spread.lower, 0), min(spread.upper, 1))
          })
      }
    }
    return LineChart(
      title: "Worst case of \(series.count) losses and models",
      subtitle: "per image the worst of all attacks of its run", x: .strength(settings), y: .accuracy, series: series,
      footnote: members.map { "\($0.name): \(Caption.study($0.results))" }.joined(separator: " "))
  }
}
