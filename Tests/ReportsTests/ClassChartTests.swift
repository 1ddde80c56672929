import Charts
import Testing

@testable import Reports
@testable import Robustness

@Suite("Accuracy of each class, drawn")
struct ClassChartTests {
  static func report(totals: [Int] = [2, 2], clean: [Int] = [2, 1], worst: [[Int]] = [[1, 2], [0, 1]]) throws
    -> AuditReport
  {
    var report = try AuditChartTests.report([("fgsm", "own")])
    report.perClass = totals.indices.map { label in
      ClassAccuracy(
        number: label, name: label == 0 ? "cat" : nil, total: totals[label], cleanCorrect: clean[label],
        worstCase: zip([0.5, 0], worst[label]).map { .init(epsilon: $0, correct: $1) })
    }
    return report
  }

  @Test("a row for each class and one for all; clean, then each ε above 0, ascending")
  func cells() throws {
    let chart = try #require(ClassChart.chart([("", try Self.report())], subtitle: "m", dataset: "mnist"))
    #expect(chart.columns == ["clean", "0.5"] && chart.rows == ["cat", "1", "all"])
    // All: 90 and 10 of 100, as the report has it.
    #expect(chart.panels[0].cells.map(\.value) == [1, 0.5, 0.5, 0, 0.9, 0.1])
    #expect(chart.panels[0].cells.map(\.text) == ["100", "50", "50", "0", "90", "10"])
    #expect(chart.footnote == "mnist test, n = 100, 2 of each class. Cells: percent right under every attack.")
  }

  @Test("classes of different sizes say theirs, and one without images has no figure")
  func uneven() throws {
    let report = try Self.report(totals: [2, 0], clean: [2, 0], worst: [[1, 2], [0, 0]])
    let chart = try #require(ClassChart.chart([("a", report)], subtitle: "", dataset: "mnist"))
    #expect(chart.rows == ["cat (2)", "1 (0)", "all"])
    #expect(chart.panels[0].cells[2].value.isNaN && chart.panels[0].cells[2].text == "–")
    #expect(chart.footnote.contains("in parentheses those of each class"))
  }

  @Test("a class whose name the font cannot draw has its number, and the chart says so")
  func foreignNames() throws {
    var report = try Self.report()
    report.perClass = report.perClass!.map {
      ClassAccuracy(
        number: $0.number, name: ["犬", "cat"][$0.number], total: $0.total, cleanCorrect: $0.cleanCorrect,
        worstCase: $0.worstCase)
    }
    let chart = try #require(ClassChart.chart([("", report)], subtitle: "", dataset: "folder"))
    #expect(chart.rows == ["0", "cat", "all"])
    #expect(chart.footnote.hasSuffix(" Class 0 has its number (from 0): the font cannot draw its name."))
  }

  @Test("models with other classes share no table, nor does one that does not know its own")
  func none() throws {
    var other = try Self.report()
    other.perClass!.removeLast()
    #expect(ClassChart.chart([("a", try Self.report()), ("b", other)], subtitle: "", dataset: "") == nil)
    other.perClass = nil
    #expect(ClassChart.chart([("b", other)], subtitle: "", dataset: "") == nil)
    #expect(ClassChart.chart([], subtitle: "", dataset: "") == nil)
  }
}
