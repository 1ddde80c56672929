import Charts
import Foundation
import TestSupport
import Testing

@testable import LossEvolution
@testable import Reports
@testable import Robustness

@Suite("The report")
struct ReportTests {
  /// Written once: drawing thirteen charts is most of the time.
  static let written = Result {
    let scratch = try ScratchFolder()
    try Report(SampleResults.study()).write(to: scratch.path("first"))
    return scratch
  }

  let scratch: ScratchFolder
  let page: String

  init() throws {
    scratch = try Self.written.get()
    page = try scratch.text("first/report.html")
  }

  @Test("is one file that needs no other: every image is in it, nothing is fetched")
  func selfContained() throws {
    let charts = try scratch.files(below: "first/charts")
    let drawn = page.matches(of: /<img alt="[^"]*" src="(data:image[^"]*)">/).map { String($0.1) }
    #expect(drawn == (try StudyCharts(SampleResults.study()).entries.map { try $0.chart.pictureURI() }))
    // The pictures themselves lead nowhere: the name of their format is no address, and they have no other.
    let page = drawn.reduce(page) { $0.replacing($1, with: "picture") }
    for picture in drawn {
      #expect(!picture.replacing("http://www.w3.org/2000/svg", with: "").contains(/https?:|href/))
    }
    let sources = page.matches(of: /(?:src|href|url)\s*[=(]\s*["']?([^"' >)]+)/).map { String($0.1) }
    let pictures = sources.filter { !$0.hasPrefix("#") }
    #expect(pictures.count == charts.count && pictures.allSatisfy { $0 == "picture" })
    #expect(sources.count > charts.count, "the contents lead to places of the page")
    #expect(page.matches(of: /<script/).count == 1 && page.contains("<script>\n\(HTML.script.source)\n</script>"))
    #expect(
      !page.contains("http:") && !page.contains("https:") && !page.contains("@import"))
    #expect(charts.count >= 13)
  }

  @Test("leads from its contents to every section, and has the summary before all else")
  func contents() throws {
    let places = page.matches(of: /href="#([^"]+)"/).map { String($0.1) }
    #expect(places == page.matches(of: /<section id="([^"]+)"/).map { String($0.1) } && places.count == 11)
    let summary = try #require(page.range(of: "<ul class=\"summary\">"))
    #expect(summary.lowerBound < page.range(of: "<nav")!.lowerBound)
  }

  @Test("has a text for every picture that says more than its title")
  func alternatives() throws {
    let texts = page.matches(of: /<img alt="([^"]+)"/).map { String($0.1) }
    #expect(try texts.count == scratch.files(below: "first/charts").count)
    #expect(texts.allSatisfy { $0.contains(". ") })
  }

  @Test("escapes what the user named")
  func escapes() {
    #expect(page.contains("<h1>R&amp;D &lt;script&gt;alert(&quot;ε&quot;)&lt;/script&gt;: loss audit</h1>"))
    #expect(page.contains("a&quot;b,c") && !page.contains("a\"b,c"))
    #expect(page.contains("12 % &lt; all &amp; sundry"))
  }

  @Test("shows every setting of the audit, and the data's digest")
  func settings() {
    let audit =
      "name: 'R&amp;D &lt;ε&gt;'\nattack:\n  epsilons:\n  - '0'\n  - 8/255\nlosses:\n- name: &quot;baikal&quot;\n"
    #expect(page.contains("<pre class=\"settings\">\(audit)</pre>") && page.contains("<code>00ff</code>"))
  }

  @Test(
    "says what a reader must know",
    arguments: [
      "12,345 training images (100 of them held out to score candidates),", "77,562 weights on mnist",
      // 3 and 2 of 3 right: mean 83.3 %, sample standard deviation 23.6 points.
      "<th scope=\"row\">cross-entropy</th><td>83.3 ± 23.6&#8239;%</td>",
      "<span class=\"fail\">fail</span></td><td class=\"words\">zero-gradients", "are not robust accuracy",
      "Not run for any model: random-noise-weaker.", "Flatness alone is not robustness.",
      // Two seeds: 100 % and 100 % less 100 % and 66.7 %; p of t = 1 with one degree of freedom is 1/2, the larger of two
      // tests.
      "<th scope=\"row\">a&quot;b,c − cross-entropy</th><td>+16.7, p = 0.5<br><small>no decisive difference</small></td>",
      "generation 1, candidate 1 <b>(winner)</b>", "models/cross-entropy/seed-2.safetensors.zst",
    ])
  func words(text: String) { #expect(page.contains(text)) }

  @Test("keeps the audit in every chart, Greek letters too")
  func chartSettings() throws {
    // An uncompressed iTXt chunk: keyword, NUL, two flags, two empty language tags with their NULs, UTF-8.
    let chunk = Data("iTXtSettings\0\0\0\0\0".utf8) + Data(SampleResults.audit.utf8)
    for (name, png) in try scratch.files(below: "first/charts") {
      #expect(png.range(of: chunk) != nil, "\(name)")
    }
  }

  @Test("written again from the same results is the same bytes")
  func deterministic() throws {
    try Report(SampleResults.study(slices: false, evolved: false)).write(to: scratch.path("second"))
    try Report(SampleResults.study(slices: false, evolved: false)).write(to: scratch.path("third"))
    #expect(try scratch.files(below: "second") == scratch.files(below: "third"))
  }

  /// The page of the sample results after a change.
  private func page(_ change: (inout StudyResults) -> Void) throws -> String {
    var results = try SampleResults.study(slices: false)
    change(&results)
    try Report(results).write(to: scratch.path("changed"))
    return try scratch.text("changed/report.html")
  }

  @Test("of models that pass every check says so, and where one was not run does not")
  func passes() throws {
    let some = try page { $0.losses.removeLast() }
    #expect(some.contains("Every check that was run passed.") && !some.contains("for every model"))
    let every = try page { results in
      results.losses.removeLast()
      for model in results.losses[0].models.indices {
        results.losses[0].models[model].attack = results.losses[0].models[model].attack.with([
          AuditCheck("zero-gradients", .pass, "")
        ])
      }
    }
    #expect(every.contains("Every check passed for every model."))
    let none = try page { results in
      results.losses.removeLast()
      for model in results.losses[0].models.indices {
        results.losses[0].models[model].attack = results.losses[0].models[model].attack.with([])
      }
    }
    #expect(none.contains("No check was run") && !none.contains("passed"))
  }

  @Test("names images held out to score candidates only where a search scored some")
  func heldOut() throws {
    #expect(try page { $0.losses[1].evolution = nil }.contains("12,345 training images,\n3 test images"))
    #expect(try page { $0.dataset.validation = 0 }.contains("12,345 training images,\n3 test images"))
  }

  @Test("of one seed speaks of no means and no deviations")
  func oneSeed() throws {
    let page = try page { results in
      results.losses[1].evolution = nil
      for loss in results.losses.indices { results.losses[loss].models.removeLast() }
    }
    #expect(!page.contains("Means over seeds") && !page.replacing(/data:image[^"]*/, with: "").contains("±"))
  }

  @Test("of a search that found nothing says so, and celebrates no winner")
  func nothingFound() throws {
    let page = try page {
      let record = $0.losses[1].evolution!
      $0.losses[1].evolution!.outcome = SearchOutcome(
        record.generations, best: record.finalists[0], labels: [0, 1, 2, 3])
    }
    #expect(page.contains("<p class=\"fail\">nothing found: the best finalist's fitness on fresh seeds, 30.0 %,"))
    #expect(!page.contains("(winner)") && page.contains("generation 1, candidate 1 (best)"))
    #expect(page.contains("the finalist that does best on fresh seeds is no winner"))
    #expect(!page.contains("The winner is"))
  }
}

extension AuditReport {
  /// The same audit with other checks.
  fileprivate func with(_ checks: [AuditCheck]) -> AuditReport {
    AuditReport(
      total: total, clean: clean, curves: curves, worstCase: worstCase, checks: checks, settings: settings,
      calibration: calibration, perClass: perClass)
  }
}
