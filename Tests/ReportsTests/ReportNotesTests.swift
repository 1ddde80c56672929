import Testing

@testable import Reports
@testable import Robustness

@Suite("Notes in a report")
struct ReportNotesTests {
  @Test("stand there once, with their models where they are not of all, and as text")
  func html() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    #expect(ReportNotes(results).html == "")
    for loss in results.losses.indices {
      for model in results.losses[loss].models.indices {
        results.losses[loss].models[model].attack.settings.notes = ["only 1 of 2 < classes"] + (loss == 0 ? ["x"] : [])
      }
    }
    let page = ReportNotes(results).html.source
    #expect(
      page.contains("<li>only 1 of 2 &lt; classes</li>\n<li>cross-entropy, seed 1, cross-entropy, seed 2: x</li>"))
    #expect(Report(results).page("").source.contains(page))
  }

  @Test(
    "say which images figures are of, what no loss is known for is left out, and numbers stand as they were written")
  func foreign() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    results.losses = [results.losses[0]]
    results.losses[0].models = [results.losses[0].models[0]]
    results.losses[0].models[0].seed = nil
    results.losses[0].loss = nil
    results.losses[0].checkpoint = .init(
      file: "m.onnx", digest: "00", architecture: "onnx", parameters: 1, mean: [0.4914], standardDeviation: [0.2471])
    results.architecture = nil
    (results.dataset.test, results.dataset.folder) = (800, "photos")
    let page = Report(results).page("").source
    #expect(page.contains("clean<br>(all 800)") && page.contains("ε = 0.5<br>(first 3)"))
    #expect(page.contains(" on photos: model audit</h1>") && page.contains("0.4914; 0.2471"))
    #expect(!page.contains("<h2>Losses</h2>"))
    #expect(StudyCharts(results).entries.allSatisfy { !$0.caption.contains("to compare") })
    #expect(
      StudyCharts(results).entries.contains { $0.caption.contains("under FGSM through cross-entropy at ε = 0.5") })
    results.dataset.test = 3
    #expect(!Report(results).page("").source.contains("(first 3)"))
  }
}
