import Testing

@testable import Charts

@Suite struct IntervalChartTests {
  static func chart(series: Int, categories: [String]) -> IntervalChart {
    IntervalChart(
      title: "Accuracy at ε = 8/255", x: Axis("Accuracy", format: .percent), categories: categories,
      series: (0..<series).map { i in
        .init(
          "series \(i)",
          estimates: categories.indices.map { c in
            c == 1 ? nil : .init(Double(c + i) / 20, Interval(Double(c + i) / 20 - 0.02, Double(c + i) / 20 + 0.03))
          })
      },
      references: [ReferenceLine(.vertical, at: 0.1, "chance")], footnote: "whiskers: Wilson 95 %")
  }

  static let categories: [[String]] = [
    [], ["clean"],
    ["clean", "FGSM", "PGD-20 with ten restarts, the difference-of-logits-ratio loss and a long name", "Square"],
    (0..<25).map { "attack \($0)" },
  ]

  @Test("Every category and legend entry shows inside the canvas", arguments: categories, [1, 4, 12])
  func shows(categories: [String], series: Int) {
    let (list, plot, legend) = Self.chart(series: series, categories: categories).layout()
    let canvas = Rect(0, 0, width: list.size.width, height: list.size.height)
    #expect(list.textsOutside.isEmpty && list.overlappingTexts.isEmpty)
    #expect(legend.count == series)
    #expect(legend.allSatisfy { canvas.contains($0) && !$0.intersects(plot) })
    for category in categories where category.count < 20 {
      #expect(list.texts.contains { $0.text == category })
    }
  }

  @Test("The first category is on top")
  func order() throws {
    let texts = Self.chart(series: 1, categories: ["upper", "lower"]).displayList().texts
    let upper = try #require(texts.first { $0.text == "upper" })
    let lower = try #require(texts.first { $0.text == "lower" })
    #expect(upper.position.y < lower.position.y)
  }

  @Test("An interval down to zero on a logarithmic axis is drawn to its edge")
  func logarithmic() throws {
    let chart = IntervalChart(
      title: "", x: Axis("Loss", scale: .log), categories: ["a", "b"],
      series: [.init("", estimates: [.init(0.01, Interval(0, 0.1)), .init(.nan, Interval(.nan, .nan))])])
    #expect(try !chart.png().isEmpty)
    #expect(chart.layout().legend.isEmpty)
  }
}
