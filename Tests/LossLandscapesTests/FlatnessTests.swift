import Files
import Foundation
import Testing

@testable import LossLandscapes

@Suite("Flatness")
struct FlatnessTests {
  static func point(_ alpha: Double, _ beta: Double? = nil, loss: Double = 0, accuracy: Double = 1) -> SlicePoint {
    SlicePoint(
      alpha: alpha, beta: beta, crossEntropy: loss, standardError: 0, ownLoss: 0, correct: 0, accuracy: accuracy)
  }

  static let grid = Slice.grid(from: -1, to: 1, points: 9)

  @Test("of a parabola with curvature 2a the rise at r is a r²", arguments: [0, 0.5, 3])
  func parabola(a: Double) {
    let flatness = Flatness(points: Self.grid.map { Self.point($0, loss: 0.7 + a * $0 * $0) })
    #expect(Set(flatness.meanRise.keys) == ["0.25", "0.5", "1.0"])
    for (key, rise) in flatness.meanRise { #expect(abs(rise - a * Double(key)! * Double(key)!) < 1e-12) }
    #expect(flatness.halfWidth == nil)
  }

  @Test("a slope rises and falls alike: its mean rise is 0")
  func slope() {
    let flatness = Flatness(points: Self.grid.map { Self.point($0, loss: 5 + 2 * $0) })
    for rise in flatness.meanRise.values { #expect(abs(rise) < 1e-12) }
  }

  /// |α| at which 1 − |α| s has lost a tenth, rounded up to the grid of quarters.
  @Test(
    "the half-width is the first radius that costs 10 points",
    arguments: [(0.1, 1), (0.2, 0.5), (0.5, 0.25), (0.11, 1)])
  func halfWidth(slope: Double, expected: Double) {
    let flatness = Flatness(points: Self.grid.map { Self.point($0, accuracy: 1 - slope * abs($0)) })
    #expect(flatness.halfWidth == expected)
  }

  @Test("one side is enough, and a drop of exactly 10 points counts", arguments: 2...10)
  func exactDrop(tenths: Int) {
    let points = Self.grid.map {
      Self.point($0, accuracy: Double($0 == -0.5 ? tenths - 1 : tenths) / 10)
    }
    #expect(Flatness(points: points).halfWidth == 0.5)
  }

  @Test("of a plane the line β = 0 is read")
  func plane() {
    let points = Self.grid.flatMap { alpha in
      [-1.0, 0, 1].map { beta in
        Self.point(alpha, beta, loss: alpha * alpha + 9 * beta * beta, accuracy: beta == 0 ? 1 : 0)
      }
    }
    let flatness = Flatness(points: points)
    #expect(flatness.halfWidth == nil)
    #expect(flatness.meanRise["1.0"] == 1)
  }

  @Test("a one-sided slice has the rise of its side; one without its centre has none")
  func oneSided() {
    let points = [0, 0.5, 1].map { Self.point($0, loss: $0) }
    #expect(Flatness(points: points).meanRise == ["0.5": 0.5, "1.0": 1])
    #expect(Flatness(points: Array(points.dropFirst())).meanRise.isEmpty)
    #expect(Flatness(points: []).halfWidth == nil)
  }

  @Test("JSON says that there is no half-width, and leaves out rises that are not finite")
  func json() throws {
    let points = Self.grid.map { Self.point($0, loss: abs($0) == 1 ? .infinity : 0) }
    let text = String(decoding: try StableJSON.encode(Flatness(points: points), pretty: false), as: UTF8.self)
    #expect(
      text == #"{"half_width_10_points":null,"half_width_interpolated":null,"half_width_standard_error":null,"#
        + #""mean_cross_entropy_rise":{"0.25":0,"0.5":0}}"# + "\n")
    let read = try JSONDecoder().decode(Flatness.self, from: Data(text.utf8))
    #expect(read == Flatness(points: points))
  }
}

extension FlatnessTests {
  /// 1 − |α| s has lost a tenth at 0.1 / s, wherever the grid's points are.
  @Test("the interpolated half-width is not that of the grid", arguments: [0.13, 0.2, 0.37])
  func interpolated(slope: Double) throws {
    let points = Self.grid.map { alpha in
      var point = Self.point(alpha, accuracy: 1 - slope * abs(alpha))
      point.accuracyStandardError = 0.01
      return point
    }
    let flatness = Flatness(points: points), width = try #require(flatness.interpolatedHalfWidth)
    #expect(abs(width - 0.1 / slope) < 1e-12)
    // Both accuracies vary by 0.01, and the slope turns that into a distance.
    #expect(abs(try #require(flatness.halfWidthStandardError) - 0.01 * 2.0.squareRoot() / slope) < 1e-12)
  }

  @Test("of two sides the nearer counts, and where accuracy stays there is no half-width")
  func sides() throws {
    let points = Self.grid.map { Self.point($0, accuracy: $0 < 0 ? 1 + 0.4 * $0 : 1 - 0.2 * $0) }
    #expect(abs(try #require(Flatness(points: points).interpolatedHalfWidth) - 0.25) < 1e-12)
    #expect(Flatness(points: Self.grid.map { Self.point($0) }).interpolatedHalfWidth == nil)
    #expect(Flatness(points: points).halfWidthStandardError == nil)
  }
}
