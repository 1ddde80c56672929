import Certification
public import Charts
import Files
import Foundation
import LossEvolution
import Losses
import Robustness

/// The report of a study: charts and one self-contained `report.html`, made from its results alone.
public struct Report {
  private let results: StudyResults

  /// The page's name in the folder that it is written to.
  public static let fileName = "report.html"

  public init(_ results: StudyResults) { self.results = results }

  /// Writes `charts` and `report.html` under `folder`. The same results give the same bytes.
  ///
  /// The charts are written in each of `formats`, in this design. The page has its own pictures of them.
  /// `check` throws where the work is to stop, and is asked before each chart.
  public func write(
    to folder: String, formats: [ChartFormat] = [.png], design: ChartDesign = ChartDesign(),
    check: () throws -> Void = {}
  ) throws {
    let charts = StudyCharts(results)
    var figures: HTML = ""
    for entry in charts.entries {
      try check()
      let names = formats.map { $0.name(of: entry.file) }
      for name in names {
        try entry.chart.write(to: "\(folder)/charts/\(name)", settings: [("Settings", results.audit)], design: design)
      }
      let picture = try entry.chart.pictureURI()
      let file: HTML = names.first.map { " <small>charts/\($0)</small>" } ?? ""
      let kind: HTML = entry.isOneOfSeveral ? " class=\"one-of-several\"" : ""
      figures =
        figures + """
          <figure id="\(entry.file)"\(kind)><img alt="\(Self.words(entry))" src="\(picture)">
          <figcaption>\(entry.caption)\(file)</figcaption></figure>

          """
    }
    try AtomicFile.write(page(figures).source, to: "\(folder)/\(Self.fileName)")
  }

  /// What a picture shows, in words.
  private static func words(_ entry: StudyCharts.Entry) -> String {
    [entry.chart.title + ".", entry.caption, entry.chart.reading.isEmpty ? "" : entry.chart.reading + "."]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  func page(_ figures: HTML) -> HTML {
    let sections = sections(figures).filter { $0.content.source.contains { !$0.isWhitespace } }
    let contents = sections.map { "<li><a href=\"#\($0.id)\">\($0.heading)</a></li>" as HTML }.joined("\n")
    let body = sections.map {
      "<section id=\"\($0.id)\"><h2>\($0.heading)</h2>\n\($0.content)</section>" as HTML
    }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title><style>
      \(HTML.style)
      </style></head><body><main>
      <h1>\(title)</h1>
      \(ReportSummary(results).html)
      <p>\(summary)
      \(Caption.grouped(results.dataset.test)) test images.</p>
      <nav aria-label="Contents"><ul>
      \(contents)
      </ul></nav>
      \(body.joined("\n"))
      </main><script>
      \(HTML.script)
      </script></body></html>

      """
  }

  /// A part of the page; one without content is left out.
  private typealias Section = (id: String, heading: HTML, content: HTML)

  private func sections(_ figures: HTML) -> [Section] {
    let tables = ReportTables(results: results)
    return [
      (
        "accuracy", "Accuracy",
        """
        \(tables.accuracy)
        <p>\(worstCaseWords)\(targetWords)\(spreadWords)</p>
        \(AttackTable.html(results))\(SeedTests(results).html)
        """
      ),
      ("checks", "Can the figures be trusted?", "\(ReportChecks(results).html)\(ReportNotes(results).html)"),
      ("attacks", "What each attack added", GainTable.html(results)),
      ("bracket", "Proved and not broken", BracketTable.html(results)), ("charts", "Charts", figures),
      ("losses", "Losses", tables.losses),
      ("evolution", "Evolution", tables.evolutions), ("flatness", "Flatness along the line", tables.flatness),
      ("sharpness", "Sharpness", tables.sharpness),
      ("models", "Models", "\(tables.models)\(tables.given)"), ("glossary", "Glossary", Glossary.html),
      ("provenance", "Provenance", provenance),
      (
        "settings", "Settings",
        "<p>Everything that decides the results.</p>\n<pre class=\"settings\">\(results.audit)</pre>"
      ),
    ]
  }

  /// The same run gives the same page, so that when and where it was made stands in `run.json` alone.
  private var provenance: HTML {
    """
    <p>SHA-256 of the data: <code>\(results.dataset.digest)</code></p>
    <p>The version, the machine, the date, the seconds and the digest of the program stand in <code>run.json</code> beside this
    page. The same run gives the same page, wherever and whenever it is made.</p>
    <p>To make it again: <code>lossaudit run audit.yaml --output NEW_FOLDER</code> in the folder of this page. To draw it again:
    <code>lossaudit report .</code></p>

    """
  }

  private var title: HTML {
    "\(results.name)\(results.dataset.folder.map { " on \($0)" } ?? ""): \(kind)"
  }

  private var kind: String { results.trained.isEmpty ? "model audit" : "loss audit" }

  private var summary: HTML {
    let dataset = results.dataset.name, given = results.given.count
    let models = given == 1 ? "1 model from a file" : "\(given) models from files"
    guard let architecture = results.architecture else { return "\(models) on \(dataset):" }
    return
      "\(architecture) with \(Caption.grouped(results.parameters ?? 0)) weights\(given > 0 ? ", and \(models)," : "")"
      + " on \(dataset):\n\(Caption.grouped(results.dataset.training)) training images\(heldOut),"
  }

  /// Images are held out of searches alone: final models are trained on all of them.
  private var heldOut: HTML {
    let validation = results.dataset.validation
    guard validation > 0, results.losses.contains(where: { $0.evolution != nil }) else { return "" }
    return " (\(Caption.grouped(validation)) of them held out to score candidates)"
  }

  private var worstCaseWords: HTML {
    results.isFGSMAlone
      ? """
      Worst case: an image counts only if it survives FGSM through every attack loss at that ε. FGSM is a single step: these
      figures bound robust accuracy from above and are not robust accuracy.
      """
      : """
      Worst case: an image counts only if it survives every attack at that ε. What no attack here broke, another may:
      these figures bound robust accuracy from above.
      """
  }

  /// What the figures are of where attacks had a target.
  private var targetWords: HTML {
    let attacks = results.losses.flatMap(\.models).map(\.attack.settings)
    guard let target = attacks.first?.target else { return "" }
    let leftOut = attacks.map { $0.leftOut ?? 0 }
    return " Every attack leads to the target “\(target.text)”: attacks that may lead anywhere break more."
      + (leftOut.allSatisfy { $0 == 0 }
        ? "" : " Images of the target's own class are left out of the attacks: \(Caption.range(leftOut)).")
  }

  private var spreadWords: HTML {
    let most = results.trained.map(\.models.count).max() ?? 0
    return (most > 1 ? " Means over seeds ± sample standard deviation; \(Caption.seeds(results.trained))." : "")
      + givenWords
  }

  private var givenWords: HTML {
    let taken = results.given.flatMap(\.models).map { $0.attack.total + ($0.attack.settings.leftOut ?? 0) }
    return
      (results.trained.isEmpty && taken.contains { $0 < results.dataset.test }
      ? " Clean: all test images; attacks: the first \(Caption.range(taken))." : "")
      + (results.given.count > 1
        ? " Whether two models differ by more than chance is said image by image by <code>lossaudit attack A B</code>."
        : "")
  }
}
