import Testing

@testable import Charts

@Suite("Numbers on axes")
struct NumberFormatTests {
  @Test(
    "Labels of an axis share their decimals, part thousands and use a true minus",
    arguments: [
      ([0, 0.5, 1], ["0.0", "0.5", "1.0"]),
      ([-1, 0, 1], ["−1", "0", "1"]),
      ([0, 20000, 1_000_000], ["0", "20,000", "1,000,000"]),
      ([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"]),
      ([1e-4, 1e-2, 1], ["10⁻⁴", "10⁻²", "10⁰"]),
      ([-2e-5, 0, 2e-5], ["−2×10⁻⁵", "0", "2×10⁻⁵"]),
      ([1e12, 2.5e12], ["10¹²", "2.5×10¹²"]),
      ([], []),
      ([0], ["0"]),
    ] as [([Double], [String])])
  func plain(values: [Double], labels: [String]) {
    #expect(NumberFormat.plain.labels(for: values) == labels)
  }

  static let close: [[Double]] = [
    [1, 1.000000001, 1.000000002], [1e9, 1000000001, 1000000002], [-1e-300, 0, 1e-300], [0.5, 0.500000000001],
    [1e300, 1.0000000001e300],
  ]

  @Test("Different values never have the same label", arguments: close, [NumberFormat.plain, .percent])
  func distinct(values: [Double], format: NumberFormat) {
    let labels = format.labels(for: values)
    #expect(Set(labels).count == values.count, "\(labels)")
  }

  static let short: [ClosedRange<Double>] = [
    1...1.0.nextUp, 1e16...10000000000000004, 1...1.000000000001, -1e-300...1e-300, 0.3...0.300000000000001,
  ]

  @Test(
    "Ticks of an axis never repeat, however short it is", arguments: short, [Scale.linear, .symlog(threshold: 0.01)])
  func shortAxis(range: ClosedRange<Double>, scale: Scale) {
    let axis = Axis("y", scale: scale).fitted(to: [range.lowerBound, range.upperBound], padding: 0.05)
    let labels = axis.ticks(most: 9, length: 400, gap: 3) { _ in 12 }.map(\.label)
    #expect(Set(labels).count == labels.count, "\(labels)")
  }

  @Test("Fractions are written as percentages")
  func percent() {
    #expect(NumberFormat.percent.labels(for: [0, 0.25, 1]) == ["0 %", "25 %", "100 %"])
    #expect(NumberFormat.percent.labels(for: [0.905, 0.91]) == ["90.5 %", "91.0 %"])
  }

  @Test("What rounds to zero has no sign")
  func negativeZero() {
    #expect(NumberFormat.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberFormat.fixed(-1234.5, decimals: 1) == "−1,234.5")
  }
}
