import Charts
import Tensors
import Testing

@testable import Reports
@testable import Robustness

@Suite("Attacked images, drawn")
struct ExampleChartTests {
  static func example(_ index: Int, channels: Int) throws -> AdversarialExample {
    let image = [Float](repeating: 0.5, count: 2 * channels)
    return try AdversarialExample(
      index: index, label: 0, predicted: 2, confidence: 0.974, epsilon: Epsilon(parsing: "1/10"), image: image,
      adversarial: image.enumerated().map { $0 == 0 ? 0.6 : $1 - 0.1 })
  }

  @Test("rows of images, changes about grey and attacked images, with what the model said", arguments: [1, 3])
  func sheet(channels: Int) throws {
    let report = try SampleResults.study().losses[0].models[0].attack
    let sheet = try #require(
      ExampleChart.chart(
        [try Self.example(4, channels: channels), try Self.example(9, channels: channels)],
        ImageShape(height: 1, width: 2, channels: channels), report: report, dataset: "mnist"))
    #expect(sheet.headings == ["cat & dog → 2 (97\u{A0}%)", "cat & dog → 2 (97\u{A0}%)"])
    #expect(
      sheet.rows.map(\.name) == ["image", "change", "attacked"] && sheet.rows.allSatisfy { $0.pictures.count == 2 })
    #expect(sheet.rows[1].detail == "× 5, grey: none" && sheet.subtitle.hasSuffix("ε = 1/10"))
    #expect(sheet.footnote.hasPrefix("mnist test, images 4, 9 (from 0):"))
    // Of three channels the first alone grew.
    let change = sheet.rows[1].pictures[0][0], attacked = sheet.rows[2].pictures[0][0]
    #expect(abs(change.red - 1) < 1e-6 && abs(change.blue - (channels == 3 ? 0 : 1)) < 1e-6)
    #expect(abs(attacked.red - 0.6) < 1e-6 && abs(attacked.blue - (channels == 3 ? 0.4 : 0.6)) < 1e-6)
    #expect(abs(sheet.rows[1].pictures[0][1].red) < 1e-6)
  }

  @Test("of a model that is not sure of anything finite is drawn all the same, and says so")
  func notFinite() throws {
    let report = try SampleResults.study().losses[0].models[0].attack
    let example = AdversarialExample(
      index: 0, label: 0, predicted: 1, confidence: -.nan, epsilon: Epsilon(0.1), image: [0.5, 0.5],
      adversarial: [.nan, 0.5])
    let sheet = try #require(
      ExampleChart.chart(
        [example], ImageShape(height: 1, width: 2, channels: 1), report: report, dataset: "mnist"))
    #expect(sheet.headings == ["cat & dog → 1 (not a number\u{A0}%)"])
    _ = try sheet.png()
  }

  @Test("without examples there is no sheet")
  func none() throws {
    let report = try AuditChartTests.report([("fgsm", "own")])
    #expect(ExampleChart.chart([], ImageShape(height: 1, width: 2, channels: 1), report: report, dataset: "") == nil)
  }
}
