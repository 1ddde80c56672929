import Testing

@testable import Charts

@Suite("Ticks")
struct TicksTests {
  struct Case: Sendable {
    var range: ClosedRange<Double>
    var scale = Scale.linear
    var count: Int
    var ticks: [Double]
  }

  @Test(
    "Ticks are the round values of the range",
    arguments: [
      Case(range: 0...1, count: 5, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1]),
      Case(range: 0...1, count: 10, ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
      Case(range: -1...1, count: 4, ticks: [-1, -0.5, 0, 0.5, 1]),
      Case(range: 3...97, count: 5, ticks: [20, 40, 60, 80]),
      Case(range: 0...60000, count: 6, ticks: [0, 10000, 20000, 30000, 40000, 50000, 60000]),
      Case(range: 0.0011...0.0019, count: 4, ticks: [0.0012, 0.0014, 0.0016, 0.0018]),
      Case(range: 0.001...1000, scale: .log, count: 8, ticks: [0.001, 0.01, 0.1, 1, 10, 100, 1000]),
      Case(range: 1...1e8, scale: .log, count: 5, ticks: [1, 100, 1e4, 1e6, 1e8]),
      Case(range: 0.5...40, scale: .log, count: 8, ticks: [0.5, 1, 2, 5, 10, 20]),
      Case(range: 4...6, scale: .log, count: 4, ticks: [4, 4.5, 5, 5.5, 6]),
      Case(range: -100...1000, scale: .symlog(threshold: 0.1), count: 9, ticks: [-100, -10, -1, 0, 1, 10, 100, 1000]),
      Case(range: -0.2...0.2, scale: .symlog(threshold: 1), count: 4, ticks: [-0.2, -0.1, 0, 0.1, 0.2]),
    ])
  func values(_ c: Case) {
    let values = Ticks.values(in: c.range, scale: c.scale, count: c.count)
    #expect(values.count == c.ticks.count)
    for (value, expected) in zip(values, c.ticks) { #expect(abs(value - expected) <= 1e-12 * abs(expected)) }
  }

  @Test("Three tenths is written 0.3, and zero is not negative")
  func exact() {
    #expect(Ticks.values(in: -0.3...0.3, scale: .linear, count: 6) == [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])
    #expect(Ticks.values(in: -1...1, scale: .linear, count: 4)[2].sign == .plus)
  }

  @Test("Kept labels never come nearer than the gap", arguments: [40.0, 120, 700])
  func noOverlap(length: Double) {
    let given = [0, 1, 2, 4, 8, 16].map { Tick(Double($0) / 255, "\($0)/255") }
    for ticks in [given, nil] {
      let axis = Axis("ε", range: 0...0.07, ticks: ticks).fitted(to: [], padding: 0)
      let kept = axis.ticks(most: 10, length: length, gap: 5) { Double($0.count) * 8 }
      #expect(!kept.isEmpty)
      for (a, b) in zip(kept, kept.dropFirst()) {
        let distance = (axis.fraction(b.value) - axis.fraction(a.value)) * length
        #expect(distance >= Double(a.label.count + b.label.count) * 4 + 5)
      }
    }
  }
}
