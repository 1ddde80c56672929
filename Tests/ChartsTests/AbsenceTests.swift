import Testing

@testable import Charts

@Suite("Charts with nothing to show")
struct AbsenceTests {
  static func chart(_ series: [LineChart.Series], _ x: Scale = .linear, _ y: Scale = .linear) -> LineChart {
    LineChart(
      title: "Title", x: Axis("Epoch", scale: x), y: Axis("Accuracy", scale: y), series: series, footnote: "n = 0")
  }

  /// Every reason with curves that give it.
  static let cases: [(series: [LineChart.Series], scale: Scale, words: String)] = [
    ([], .linear, "no data"),
    ([.init("a", points: []), .init("b", points: [], runs: [[]])], .linear, "no data"),
    ([.init("a", points: [Point(0, .nan), Point(1, .infinity)])], .linear, "no finite value"),
    ([.init("a", points: [Point(.nan, 1)], scatter: [Point(0, .nan)])], .symlog(threshold: 1), "no finite value"),
    ([.init("a", points: [Point(1, 0), Point(2, -1)])], .log, "no positive finite value"),
  ]

  @Test(
    "A line chart keeps title, axes' names and footnote, and says in the middle of its frame why it is empty",
    arguments: cases.indices)
  func lineChart(index: Int) throws {
    let (series, scale, words) = Self.cases[index]
    let (list, plot, _) = Self.chart(series, .linear, scale).layout()
    let accuracy = scale.words.map { "Accuracy (\($0))" } ?? "Accuracy"
    let named = ["Title", "Epoch", accuracy, "n = 0", words] + series.map { "\($0.name) (\(words))" }
    let texts = list.texts.map(\.text)
    #expect(texts.filter { Double($0) == nil }.sorted() == named.sorted())
    let run = try #require(list.texts.first { $0.text == words })
    #expect(run.position == Point(plot.midX, plot.midY))
    #expect(list.elements.contains(.rectangle(plot, stroke: Stroke(.ink))))
    #expect(list.overlappingTexts.isEmpty && list.textsOutside.isEmpty)
  }

  @Test("A blank axis has neither ticks nor grid: their numbers would mean nothing", arguments: [Scale.linear, .log])
  func blankAxis(scale: Scale) {
    let axis = Axis("y", scale: scale).fitted(to: [.nan, -.infinity], padding: 0.1)
    let area = PlotArea(rect: Rect(0, 0, width: 400, height: 300), x: axis, y: axis, ruler: TextRuler())
    #expect(area.xTicks.isEmpty && area.yTicks.isEmpty && area.grid().isEmpty && axis.minorTicks.isEmpty)
  }

  @Test("An axis that was given its range keeps it without data")
  func givenRange() {
    var chart = Self.chart([])
    chart.y = Axis("Accuracy", format: .percent, range: 0...1)
    let texts = chart.displayList().texts.map(\.text)
    #expect(texts.contains("0 %") && texts.contains("100 %") && texts.contains("no data"))
  }

  @Test("A curve without a point says so in the legend, and the others are drawn as ever")
  func oneOfTwo() {
    let chart = Self.chart([
      .init("a", points: [Point(0, 1), Point(1, 2)]), .init("b", points: []), .init("c", points: [Point(0, .nan)]),
    ])
    let texts = chart.displayList().texts.map(\.text)
    #expect(texts.contains("a") && texts.contains("b (no data)") && texts.contains("c (no finite value)"))
    #expect(!texts.contains("no data") && !texts.contains("no finite value"))
  }

  @Test("An empty panel among others says so in its own middle")
  func panel() throws {
    var chart = LinePanelChartTests.chart(3)
    chart.panels[1].series = []
    chart.panels[2].series[0].points = [Point(0, .nan)]
    chart.panels[2].series[0].band = []
    let (list, panels) = chart.layout()
    for (panel, words) in [(1, "no data"), (2, "no finite value")] {
      let run = try #require(list.texts.first { $0.text == words })
      #expect(run.position == Point(panels[panel].midX, panels[panel].midY))
    }
  }

  @Test("A chart without panels is its sheet and the words")
  func withoutPanels() {
    let axis = Axis("x")
    let charts: [any Chart] = [
      LinePanelChart(title: "Title", y: axis, panels: [], footnote: "n = 0"),
      HeatMapChart(title: "Title", x: axis, y: axis, value: axis, panels: [], footnote: "n = 0"),
      HeatTable(title: "Title", columnLabel: "c", value: axis, columns: [], rows: [], panels: [], footnote: "n = 0"),
      ReliabilityChart(title: "Title", panels: [], footnote: "n = 0"),
      ContactSheet(
        title: "Title", rows: [.init("image", pictures: [])], pictureWidth: 8, pictureHeight: 8, footnote: "n = 0"),
    ]
    for chart in charts {
      let list = chart.displayList()
      #expect(list.texts.map(\.text).sorted() == ["Title", "n = 0", "no data"])
      #expect(list.overlappingTexts.isEmpty && list.textsOutside.isEmpty)
    }
  }

  @Test("A plane without a finite value is hatched, and its colour bar has the key to that and no ticks")
  func plane() {
    let chart = HeatMapChart(
      title: "", x: Axis("α"), y: Axis("β"), value: Axis("Loss", scale: .log),
      panels: [.init(xs: [0, 1], ys: [0, 1], values: [.nan, .infinity, 0, -1])])
    let texts = chart.displayList().texts.map(\.text)
    #expect(texts.contains("not positive and finite: 4 of 4") && texts.contains("Loss (log scale)"))
    // Ticks are those of the two axes of the plane alone.
    #expect(texts.filter { Double($0.replacing("−", with: "-")) != nil }.allSatisfy { abs(Double($0) ?? 0) <= 1.5 })
  }

  @Test("A reliability diagram without an image says so")
  func reliability() throws {
    let bin = ReliabilityChart.Bin(count: 0, confidence: 0, share: 0, interval: Interval(0, 1))
    let (list, panels) = ReliabilityChart(title: "", panels: [.init("clean", bins: [bin, bin])]).layout()
    let run = try #require(list.texts.first { $0.text == "no data" })
    #expect(run.position == Point(panels[0].diagram.midX, panels[0].diagram.midY))
  }
}
