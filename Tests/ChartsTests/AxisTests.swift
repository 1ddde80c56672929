import Testing

@testable import Charts

@Suite("Axes")
struct AxisTests {
  @Test("A fitted range keeps off bounds that no value crosses")
  func bounds() {
    let accuracy = Axis("Accuracy", format: .percent).fitted(to: [0.01, 0.99], padding: 0.05, keepsBounds: true)
    #expect(accuracy.range == 0...1)
    let loss = Axis("Loss").fitted(to: [-1, 3], padding: 0.25)
    #expect(loss.range == -2...4)
  }

  @Test("Counts are labelled at whole values only", arguments: [1.0, 2, 7, 400])
  func whole(last: Double) {
    let axis = Axis("Epoch", format: .whole).fitted(to: [0, last], padding: 0.02)
    let ticks = axis.ticks(most: 10, length: 600, gap: 5) { _ in 20 }
    #expect(ticks.first == Tick(0, "0") && ticks.count >= 2)
    #expect(ticks.allSatisfy { $0.value == $0.value.rounded() && !$0.label.contains(".") })
  }

  @Test("A short axis has two labels or more where a few more than wanted fit")
  func short() {
    // Three steps at most would be steps of five, of which one is in sight.
    let axis = Axis("Epoch", format: .whole).fitted(to: [0.5, 8.5], padding: 0)
    #expect(axis.ticks(most: 3, length: 190, gap: 10) { _ in 8 }.map(\.label) == ["2", "4", "6", "8"])
    #expect(axis.ticks(most: 3, length: 40, gap: 10) { _ in 8 }.map(\.label) == ["5"])
  }

  @Test("A given range that has no place on the scale is fitted instead")
  func impossible() {
    let axis = Axis("Loss", scale: .log, range: 0...10).fitted(to: [1, 100], padding: 0)
    #expect(abs(axis.range.lowerBound - 1) < 1e-12 && abs(axis.range.upperBound - 100) < 1e-10)
  }

  @Test(
    "Extreme values give a finite range", arguments: [.linear, .log, .symlog(threshold: 1e-3)] as [Scale],
    [[-1e308, 1e308], [.leastNonzeroMagnitude, 1e308], [.infinity, -.infinity], [0, 0]] as [[Double]])
  func extreme(scale: Scale, values: [Double]) {
    let axis = Axis("", scale: scale).fitted(to: values, padding: 0.05)
    #expect(axis.range.lowerBound.isFinite && axis.range.upperBound.isFinite && axis.length > 0)
    #expect(axis.ticks(most: 9, length: 500, gap: 5) { _ in 20 }.allSatisfy { $0.value.isFinite })
  }
}
