import Foundation
import Testing

@testable import Charts

@Suite("Filled contours")
struct FilledContoursTests {
  static let places = (0...20).map { -1 + Double($0) / 10 }

  /// A panel of 200 by 200 points, with levels at the values given.
  static func contours(_ levels: [Double], _ value: (Double, Double) -> Double) -> FilledContours {
    let axis = FittedAxis(axis: Axis("x"), range: -1...1)
    let area = PlotArea(rect: Rect(0, 0, width: 200, height: 200), x: axis, y: axis, ruler: TextRuler())
    return FilledContours(
      .init(xs: places, ys: places, values: places.flatMap { y in places.map { value($0, y) } }), in: area,
      levels: levels, colors: FittedAxis(axis: Axis("v"), range: 0...2))
  }

  /// How much of the canvas a region covers, by the even-odd rule.
  static func covered(_ element: DisplayList.Element) -> Double {
    guard case .region(let rings, _) = element else { return .nan }
    let signed = rings.map { ring in
      zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
    }
    // Holes are those that lie in another ring; here there is at most one ring about them.
    let sizes = signed.map(abs).sorted(by: >)
    return (sizes.first ?? 0) - sizes.dropFirst().reduce(0, +)
  }

  @Test("The area above a level of a bowl is the square without a disc")
  func bowl() {
    let areas = Self.contours([0.25]) { $0 * $0 + $1 * $1 }.areas
    #expect(areas.count == 2 && abs(Self.covered(areas[0]) - 40_000) < 1e-6)
    let disc = Double.pi * 0.25 * 10_000
    #expect(abs(Self.covered(areas[1]) - (40_000 - disc)) < 0.01 * disc)
  }

  @Test("Neighbouring bands have different colours, which ascend in lightness")
  func colors() {
    let colors = FilledContours.colors(of: [0.5, 1, 1.5], FittedAxis(axis: Axis("v"), range: 0...2))
    #expect(colors.count == 4 && zip(colors, colors.dropFirst()).allSatisfy { $1.lightness > $0.lightness + 5 })
  }

  @Test("A speck is left out of areas and of lines; a hill is not")
  func speck() {
    func hill(_ width: Double) -> FilledContours {
      Self.contours([0.9]) { exp(-($0 * $0 + $1 * $1) / (width * width)) }
    }
    #expect(Self.covered(hill(0.05).areas[1]) == 0 && hill(0.05).lines[0].isEmpty)
    #expect(Self.covered(hill(0.5).areas[1]) > 100 && hill(0.5).lines[0].count == 1)
  }

  @Test("Nothing is filled beside a value that is missing")
  func missing() {
    let areas = Self.contours([]) { x, y in x == 0 && y == 0 ? .nan : 1 }.areas
    // The four squares about the middle are 10 by 10 points each; contours cut their corners.
    #expect(abs(Self.covered(areas[0]) - 39_600) < 6)
  }

  @Test("Drawn in pixels, every band has its colour")
  func pixels() throws {
    let contours = Self.contours([0.25, 1]) { $0 * $0 + $1 * $1 }
    let canvas = CairoCanvas(size: Size(200, 200), scale: 1)
    canvas.draw(contours.areas)
    let (_, _, rgb) = try canvas.pixels()
    let colors = FilledContours.colors(of: [0.25, 1], FittedAxis(axis: Axis("v"), range: 0...2))
    for (place, color) in zip([(100, 100), (100, 30), (3, 3)], colors) {
      let i = (place.1 * 200 + place.0) * 3
      #expect(abs(Double(rgb[i]) / 255 - color.red) < 0.01 && abs(Double(rgb[i + 1]) / 255 - color.green) < 0.01)
    }
  }
}
