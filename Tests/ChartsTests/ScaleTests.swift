import Testing

@testable import Charts

@Suite("Scales")
struct ScaleTests {
  @Test(
    "Every scale gives back the value from its place",
    arguments: [Scale.linear, .log, .symlog(threshold: 0.1), .symlog(threshold: 50)], [1e-6, 0.3, 1, 12345.678])
  func roundTrip(scale: Scale, value: Double) {
    // A relative error of some units in the last place, through one logarithm and one power.
    #expect(abs(scale.inverse(scale.forward(value)) - value) <= 1e-11 * value)
  }

  @Test("A symlog scale is odd, zero at zero, and a decade a unit far out")
  func symlog() {
    let scale = Scale.symlog(threshold: 0.01)
    #expect(scale.forward(0) == 0)
    #expect(scale.forward(-7.5) == -scale.forward(7.5))
    #expect(abs(scale.inverse(scale.forward(-7.5)) + 7.5) < 1e-11)
    #expect(abs(scale.forward(1e6) - scale.forward(1e5) - 1) < 1e-6)
  }

  @Test(
    "Zero and negative values have no place on a logarithmic scale", arguments: [0, -1, -.infinity, .nan] as [Double])
  func noPlace(value: Double) {
    #expect(Scale.log.forward(value).isNaN)
  }

  @Test("Ranges come from finite values alone, and are never empty")
  func ranges() {
    #expect(Scale.linear.range(of: [.nan, 3, -.infinity, 1]) == 1...3)
    #expect(Scale.linear.range(of: []) == 0...1)
    #expect(Scale.log.range(of: [-1, 0]) == 1...10)
    for scale in [Scale.linear, .log, .symlog(threshold: 1)] {
      let range = scale.range(of: [5])
      #expect(range.lowerBound < 5 && range.upperBound > 5)
    }
  }
}
