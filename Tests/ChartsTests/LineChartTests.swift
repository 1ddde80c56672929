import Foundation
import Testing

@testable import Charts

@Suite("Line charts")
struct LineChartTests {
  static let epsilons = [0, 1, 2, 4, 8, 16].map { Double($0) / 255 }

  static func chart(names: [String]) -> LineChart {
    let ticks = zip([0, 1, 2, 4, 8, 16], epsilons).map { Tick($1, "\($0)/255") }
    return LineChart(
      title: "Accuracy under FGSM with a title that is too long for one line of the sheet and has to be wrapped",
      subtitle: "Fashion-MNIST", x: Axis("Perturbation ε", unit: "pixel units", ticks: ticks),
      y: Axis("Accuracy", format: .percent, range: 0...1),
      series: names.enumerated().map { i, name in
        let points = epsilons.map { Point($0, 0.9 * exp(-$0 * Double(10 + 5 * i))) }
        return LineChart.Series(
          name, points: points, band: points.map { Interval($0.y - 0.02, $0.y + 0.02) },
          runs: [points.map { Point($0.x, $0.y - 0.01) }], scatter: points)
      },
      references: [
        ReferenceLine(.horizontal, at: 0.1, "chance"), ReferenceLine(.vertical, at: 8 / 255, "ε evolved at"),
      ],
      footnote: "Fashion-MNIST test, n = 2,000, 2 seeds, bands: Wilson 95 %.")
  }

  static let legends: [[String]] = [
    ["cross-entropy"],
    ["cross-entropy", "Baikal", "TaylorGLO (standard)", "TaylorGLO evolved against FGSM at ε = 8/255"],
    (0..<40).map { "loss \($0)" },
    (0..<3).map { "taylorglo:11.9039,-4.0240,6.9796,8.5834,-1.6677,11.6064,12.6684,-3.4674,\($0)" },
    [String(repeating: "λ", count: 300), "", "short"],
  ]

  @Test("Every legend entry lies inside the canvas, outside the plot and apart from the others", arguments: legends)
  func legend(names: [String]) {
    let (list, plot, legend) = Self.chart(names: names).layout()
    let canvas = Rect(0, 0, width: list.size.width, height: list.size.height)
    #expect(legend.count == names.count)
    for (i, entry) in legend.enumerated() {
      #expect(canvas.contains(entry) && !entry.intersects(plot))
      #expect(!legend[..<i].contains(where: entry.grown(by: -1e-6).intersects))
    }
    #expect(canvas.contains(plot) && plot.width > 300 && plot.height > 150)
  }

  @Test("No text leaves the canvas or covers another", arguments: legends)
  func texts(names: [String]) {
    let list = Self.chart(names: names).displayList()
    #expect(list.textsOutside.isEmpty)
    #expect(list.overlappingTexts.isEmpty)
    for name in names where !name.contains(" ") && name.count < 40 && !name.isEmpty {
      #expect(list.texts.contains { $0.text == name })
    }
  }

  @Test("Long captions are wrapped to their axes")
  func captions() {
    var chart = Self.chart(names: ["a"])
    chart.x.label = String(repeating: "a very long label of an axis ", count: 8)
    chart.y.label = chart.x.label
    #expect(chart.displayList().textsOutside.isEmpty)
    #expect(chart.displayList().overlappingTexts.isEmpty)
  }

  @Test("Points that are not finite part the line")
  func gaps() {
    let points = [Point(0, 1), Point(1, 2), Point(2, .nan), Point(3, 3), Point(4, .infinity), Point(5, 1), Point(6, 1)]
    let chart = LineChart(title: "", x: Axis("x"), y: Axis("y"), series: [.init("a", points: points)])
    let area = Self.area
    let lines = chart.drawing(of: 0, in: area).compactMap { element -> Int? in
      if case .line(let points, _) = element { points.count } else { nil }
    }
    #expect(lines == [2, 2])
    // The single point between two gaps shows by its marker.
    #expect(chart.markers(of: 0, in: area).count == 2 * 5)
  }

  static var area: PlotArea {
    PlotArea(
      rect: Rect(100, 100, width: 400, height: 300), x: Axis("x", range: 0...6).fitted(to: [], padding: 0),
      y: Axis("y", range: 0...3).fitted(to: [], padding: 0), ruler: TextRuler())
  }

  @Test("A band breaks at NaN, and reaches below the axis where its lower end has no place on it")
  func bands() {
    let points = (0..<5).map { Point(Double($0), 1) }
    let band = [Interval(0.5, 2), Interval(0, 2), Interval(.nan, 2), Interval(0.5, .nan), Interval(0.5, 2)]
    let chart = LineChart(title: "", x: Axis("x"), y: Axis("y"), series: [.init("a", points: points, band: band)])
    var area = Self.area
    area.y = Axis("y", scale: .log, range: 0.1...10).fitted(to: [], padding: 0)
    let polygons = chart.drawing(of: 0, in: area).compactMap { element -> [Point]? in
      if case .polygon(let points, _) = element { points } else { nil }
    }
    #expect(polygons.map(\.count) == [4, 2])
    #expect(polygons[0][2].y > area.rect.maxY && polygons[0][3].y < area.rect.maxY)
  }

  @Test("Values outside a fixed range are clipped to the plot and carry no markers")
  func clipped() {
    let points = [Point(-5, 1), Point(1, 1e9), Point(2, 2), Point(3, -1e300)]
    let chart = LineChart(title: "", x: Axis("x"), y: Axis("y"), series: [.init("a", points: points)])
    #expect(chart.markers(of: 0, in: Self.area).count == 2)
    let clips = LineChart(title: "", x: Axis("x"), y: Axis("y", range: 0...3), series: chart.series).layout()
    let outside = clips.list.elements.compactMap { element -> Rect? in
      if case .clipped(let rect, _) = element { rect } else { nil }
    }
    #expect(outside == [clips.plot.grown(by: 1)])
  }

  @Test("A plot maps the corners of its ranges to its own")
  func corners() {
    #expect(Self.area.point(Point(0, 0)) == Point(100, 400))
    #expect(Self.area.point(Point(6, 3)) == Point(500, 100))
  }

  @Test("A series keeps its style wherever it is told to")
  func style() {
    var chart = Self.chart(names: ["a"])
    chart.series[0].style = 3
    let expected = Palette(3).color
    let drawn = chart.drawing(of: 0, in: Self.area).contains { element in
      if case .line(_, let stroke) = element { stroke.color == expected } else { false }
    }
    #expect(drawn)
  }

  @Test("A wide series is a pale line without markers, in the plot and in the legend")
  func wide() {
    var chart = Self.chart(names: ["bound", "curve"])
    chart.series[0].isWide = true
    func strokes(_ i: Int) -> [Stroke] {
      chart.drawing(of: i, in: Self.area).compactMap { element in
        if case .line(_, let stroke) = element, stroke.width > 1 { stroke } else { nil }
      }
    }
    #expect(strokes(0).allSatisfy { $0.width > 2 * strokes(1)[0].width && $0.color.alpha < 0.5 })
    #expect(chart.markers(of: 0, in: Self.area).isEmpty && !chart.markers(of: 1, in: Self.area).isEmpty)
  }
}
