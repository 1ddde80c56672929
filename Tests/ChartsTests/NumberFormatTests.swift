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
