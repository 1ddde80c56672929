import Foundation
import Testing

@testable import Charts

@Suite("Contour lines")
struct ContoursTests {
  static let grid = (0...40).map { -2 + Double($0) / 10 }

  func values(_ f: (Double, Double) -> Double) -> [Double] { Self.grid.flatMap { y in Self.grid.map { x in f(x, y) } } }

  @Test("The contour of a plane is its straight line, exactly", arguments: [-1.3, 0.05, 2.2])
  func plane(level: Double) throws {
    let lines = Contours.lines(at: level, xs: Self.grid, ys: Self.grid, values: values { x, y in 2 * x - y })
    let line = try #require(lines.first)
    #expect(lines.count == 1)
    // Linear interpolation of a linear function: rounding only.
    #expect(line.allSatisfy { abs(2 * $0.x - $0.y - level) < 1e-12 })
    let ends = [line[0], line[line.count - 1]]
    #expect(ends.allSatisfy { max(abs($0.x), abs($0.y)) > 2 - 1e-12 })
  }

  @Test("The contour of a cone is one closed circle", arguments: [0.35, 1, 1.75])
  func circle(radius: Double) throws {
    let values = values { x, y in x * x + y * y }
    let lines = Contours.lines(at: radius * radius, xs: Self.grid, ys: Self.grid, values: values)
    let line = try #require(lines.first)
    #expect(lines.count == 1)
    #expect(line.first == line.last)
    // Interpolating x² over a cell of h errs by at most h²/4 in value, that is h²/(8r) in radius.
    #expect(line.allSatisfy { abs(hypot($0.x, $0.y) - radius) <= 0.01 / (8 * radius) + 1e-12 })
    let length = zip(line, line.dropFirst()).reduce(0) { $0 + hypot($1.1.x - $1.0.x, $1.1.y - $1.0.y) }
    // Chords of at most √2·h lie at most h²/(4r) further inside: the path holds a circle that much smaller.
    #expect(length <= 2 * .pi * radius && length >= 2 * .pi * (radius - 3 * 0.01 / (8 * radius)))
  }

  @Test("A saddle is parted the way its middle lies", arguments: [(0.4, true), (0.6, false)])
  func saddle(level: Double, isHigh: Bool) {
    // High at the lower left and upper right; the mean of the corners is 0.5.
    let lines = Contours.lines(at: level, xs: [0, 1], ys: [0, 1], values: [1, 0, 0, 1])
    #expect(lines.count == 2)
    // Each line cuts off one corner: a low one where the middle is high.
    for line in lines {
      let middle = Point((line[0].x + line[1].x) / 2, (line[0].y + line[1].y) / 2)
      #expect((abs(middle.x - middle.y) > 0.25) == isHigh)
    }
  }

  @Test("Squares with a corner that is not finite carry no line")
  func missing() {
    let lines = Contours.lines(
      at: 0.5, xs: Self.grid, ys: Self.grid, values: values { x, _ in x > 0.45 && x < 0.55 ? .nan : x })
    #expect(lines.isEmpty)
  }

  @Test("A flat field and a single row have no contours")
  func flat() {
    #expect(Contours.lines(at: 1, xs: [0, 1], ys: [0, 1], values: [1, 1, 1, 1]).isEmpty)
    #expect(Contours.lines(at: 1, xs: [0, 1], ys: [0], values: [0, 2]).isEmpty)
  }
}
