import Testing

@testable import Certification

@Suite("Lines about functions")
struct PointwiseTests {
  static let intervals: [(Double, Double)] = [
    (-3, -1), (-2, 0.5), (-0.1, 4), (0.2, 3), (-8, 8), (-1, 1), (-20, 0.01), (0, 5), (-5, 0), (1, 1),
  ]

  @Test(
    "lie below and above everywhere", arguments: [BoundProgram.Pointwise.relu, .sigmoid, .tanh], LowerSlope.allCases)
  func bounds(function: BoundProgram.Pointwise, choice: LowerSlope) {
    for (low, high) in Self.intervals {
      let lines = function.lines(low, high, choice)
      for step in 0...1000 {
        let x = low + (high - low) * Double(step) / 1000, y = function.value(x)
        #expect(lines.lowerSlope * x + lines.lowerShift <= y + 1e-12, "\(function) \(low) \(high) \(x)")
        #expect(lines.upperSlope * x + lines.upperShift >= y - 1e-12, "\(function) \(low) \(high) \(x)")
      }
    }
  }

  @Test("of an undecided ReLU are the chord above and 0 or x below")
  func relu() {
    let lines = BoundProgram.Pointwise.relu.lines(-1, 3, .adaptive)
    #expect(lines == Lines(lowerSlope: 1, lowerShift: 0, upperSlope: 0.75, upperShift: 0.75))
    #expect(BoundProgram.Pointwise.relu.lines(-1, 3, .zero).lowerSlope == 0)
    #expect(BoundProgram.Pointwise.relu.lines(-3, 1, .adaptive).lowerSlope == 0)
  }
}
