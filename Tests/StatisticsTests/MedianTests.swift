import Statistics
import Testing

@Suite("Median")
struct MedianTests {
  @Test(
    "is the middle number, or the mean of the middle two",
    arguments: [([7], 7), ([9, 1], 5), ([3, -1, 2], 2), ([4, 1, 3, 10], 3.5)] as [([Double], Double)])
  func median(numbers: [Double], expected: Double) {
    #expect(numbers.median == expected)
    #expect(([100] + numbers).dropFirst().median == expected)
  }
}
