import Testing

@testable import Charts

@Suite("Marks on a surface")
struct SurfaceMarksTests {
  private static let path = [Point(-1, 0), Point(0, 0.5), Point(1, 0)]

  private static func elements(_ visible: @escaping (Point) -> Point? = { $0 }) -> [DisplayList.Element] {
    SurfaceMarks(path: path, origin: Point(0, 0), visible: visible).elements
  }

  private static func lines(_ elements: [DisplayList.Element]) -> [(points: [Point], color: Color)] {
    elements.compactMap { if case .line(let points, let stroke) = $0 { (points, stroke.color) } else { nil } }
  }

  @Test("a path is one white line over one dark rim, then its dots, then the origin")
  func order() {
    let elements = Self.elements(), lines = Self.lines(elements)
    #expect(lines.map(\.color) == [Color.ink.fixed, Color.white.fixed] && lines[0].points == lines[1].points)
    #expect(lines[0].points.first == Self.path[0] && lines[0].points.last == Self.path[2])
    let discs = elements.compactMap {
      if case .disc(let center, let radius, _, _) = $0 { (center, radius) } else { nil }
    }
    #expect(discs.map(\.0) == Self.path + [Point(0, 0)] && discs.map(\.1) == [3, 3, 3, 4.5])
    if case .line = elements[0], case .line = elements[1], case .disc = elements[2] {} else { Issue.record("order") }
  }

  @Test("what is hidden is left out: the line has a gap there, and a dot is whole or absent; a hidden origin is a ring")
  func gaps() {
    let elements = Self.elements { abs($0.x) < 0.4 ? nil : $0 }, white = Self.lines(elements).dropFirst(2)
    #expect(Self.lines(elements).count == 4 && white.allSatisfy { $0.color == Color.white.fixed })
    #expect(white.allSatisfy { line in line.points.allSatisfy { abs($0.x) >= 0.4 } })
    let discs = elements.compactMap {
      if case .disc(let center, _, let fill, _) = $0 { (center: center, isFull: fill != nil) } else { nil }
    }
    #expect(discs.filter(\.isFull).map(\.center) == [Self.path[0], Self.path[2]])
    #expect(discs.filter { !$0.isFull }.map(\.center) == [Point(0, 0), Point(0, 0)])
    #expect(SurfaceMarks(path: [], origin: nil, visible: { $0 }).elements.isEmpty)
  }
}
