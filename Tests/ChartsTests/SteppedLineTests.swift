import Testing

@testable import Charts

@Suite("Stepped lines")
struct SteppedLineTests {
  private static func lines(isStepped: Bool) -> [[Point]] {
    let points = [Point(0, 0.1), Point(1, 0.5), Point(3, 0.9)]
    let chart = LineChart(
      title: "", x: Axis("x"), y: Axis("y", range: 0...1),
      series: [
        .init("a", points: points, band: points.map { Interval($0.y - 0.1, $0.y + 0.1) }, isStepped: isStepped)
      ])
    return chart.displayList().elements.flatMap { element -> [[Point]] in
      guard case .clipped(_, let inner) = element else { return [] }
      return inner.compactMap {
        switch $0 {
        case .line(let points, _), .polygon(let points, _): points
        default: nil
        }
      }
    }
  }

  @Test("keep the height of a point up to the place of the next one, and so do their bands")
  func corners() {
    let plain = Self.lines(isStepped: false), stepped = Self.lines(isStepped: true)
    #expect(plain.map(\.count) == [6, 3] && stepped.map(\.count) == [10, 5])
    let line = stepped[1]
    for i in stride(from: 0, to: 4, by: 2) {
      #expect(line[i].y == line[i + 1].y && line[i + 1].x == line[i + 2].x && line[i + 1].y > line[i + 2].y)
    }
    #expect([line[0], line[2], line[4]] == plain[1])
  }
}
