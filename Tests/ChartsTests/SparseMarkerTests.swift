import Testing

@testable import Charts

@Suite("Lines without colour")
struct SparseMarkerTests {
  private static func chart(_ count: Int) -> LineChart {
    LineChart(
      title: "", x: Axis("x"), y: Axis("y"),
      series: (0..<count).map { k in
        .init("\(k)", points: (0...200).map { Point(Double($0), Double($0 * (k + 1))) })
      })
  }

  private static func markers(_ chart: LineChart) -> [Color] {
    let plot = chart.layout().plot
    return chart.displayList().elements.compactMap { element in
      switch element {
      case .disc(let center, _, let fill?, _) where plot.contains(center): fill
      case .polygon(let corners, let fill) where corners.allSatisfy(plot.grown(by: 10).contains): fill
      default: nil
      }
    }.filter { $0 != .white }
  }

  @Test("long lines beside each other have markers along their way, each its own")
  func several() {
    let markers = Self.markers(Self.chart(3))
    for k in 0..<3 { #expect(markers.count { $0 == Palette(k).color } >= 3) }
  }

  @Test("a long line alone has none")
  func alone() { #expect(Self.markers(Self.chart(1)).isEmpty) }

  @Test("axes say that they are logarithmic or symlog, and a linear one says nothing")
  func scales() {
    func caption(_ axis: Axis) -> [String] {
      AxisCaption(axis, length: 1000, ruler: TextRuler()).elements(below: 0, centeredAt: 0).compactMap {
        if case .text(let run) = $0 { run.text } else { nil }
      }
    }
    #expect(caption(Axis("Loss", unit: "nats", scale: .log)) == ["Loss (nats, log scale)"])
    #expect(caption(Axis("Pull", scale: .symlog(threshold: 0.01))) == ["Pull (symlog scale, linear within ±0.01)"])
    #expect(caption(Axis("Accuracy")) == ["Accuracy"])
    #expect(caption(Axis("", scale: .log)).isEmpty)
  }
}
