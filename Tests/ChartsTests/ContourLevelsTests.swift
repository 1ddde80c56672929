import Foundation
import Testing

@testable import Charts

@Suite("Levels of contours")
struct ContourLevelsTests {
  static func levels(_ range: ClosedRange<Double>, _ scale: Scale) -> [Double] {
    ContourLevels.values(FittedAxis(axis: Axis("v", scale: scale), range: range))
  }

  @Test(
    "There are enough to see shape by and few enough to tell apart, in any range",
    arguments: [0.1...0.2, 1.3...1.31, 0.02...0.9, 1...1e3, 0.5...1e12, 1e-3...1e110])
  func count(range: ClosedRange<Double>) {
    for scale in [Scale.linear, .log] {
      let levels = Self.levels(range, scale)
      #expect((4...12).contains(levels.count) && levels == levels.sorted(), "\(scale): \(levels)")
      #expect(levels.allSatisfy { range.lowerBound < $0 && $0 < range.upperBound })
    }
  }

  @Test("On a logarithmic scale bands are nearly equally wide")
  func logarithmic() {
    let places = Self.levels(0.02...0.9, .log).map(log10)
    let widths = zip(places, places.dropFirst()).map { $1 - $0 }
    #expect(widths.max()! < 2 * widths.min()!)
  }

  @Test("An axis without values has none")
  func blank() {
    #expect(ContourLevels.values(FittedAxis(axis: Axis("v"), range: 0...1, isBlank: true)).isEmpty)
  }
}
