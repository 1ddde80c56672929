import Testing

@testable import Losses

@Suite("Falling zero")
struct FallingZeroTests {
  private static func product(_ roots: [Double], _ x: Double) -> Double { roots.reduce(1) { $0 * (x - $1) } }

  @Test("the first of several is found, to the last digits", arguments: [1e-9, 0.1, 0.5, 0.9999999])
  func first(root: Double) throws {
    let found = FallingZero.first(of: { -Self.product([root, 1.5, 2], $0) }, in: 0...1)
    #expect(abs(try #require(found) - root) <= 1.2e-16)
  }

  /// Written out as a polynomial, whose rounding of 1e-16 moves one of two roots a gap apart by 1e-16 / gap.
  @Test("a fall that lasts for a gap only is found", arguments: [1e-2, 1e-4, 1e-6], [0.3, 0.30007, 1e-4, 0.9998])
  func closeRoots(gap: Double, root: Double) throws {
    let other = root + gap
    let found = FallingZero.first(of: { $0 * $0 - (root + other) * $0 + root * other }, in: 0...1)
    #expect(abs(try #require(found) - root) < 1e-15 / gap)
  }

  @Test("a low point that stays above zero is none", arguments: [1e-2, 1e-6, 1e-12])
  func withoutFall(height: Double) {
    #expect(FallingZero.first(of: { ($0 - 0.3) * ($0 - 0.3) + height }, in: 0...1) == nil)
    #expect(FallingZero.first(of: { _ in height }, in: 0...1) == nil)
  }

  @Test("infinite ends do no harm")
  func singularEnds() throws {
    let found = FallingZero.first(of: { 1 / $0 - 1 / (1 - $0) }, in: 0...1)
    #expect(abs(try #require(found) - 0.5) < 1e-15)
    #expect(FallingZero.first(of: { 1 / $0 + 1 / (1 - $0) }, in: 0...1) == nil)
  }
}
