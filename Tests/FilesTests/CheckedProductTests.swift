import Files
import Testing

@Suite("Products of sizes that a file states")
struct CheckedProductTests {
  @Test(
    "are whole, or none at all where a part of them is beyond 64 bits or a size is negative",
    arguments: [
      ([], 1), ([3, 4, 5], 60), ([7, 0, 2], 0), ([1 << 31, 1 << 31], 1 << 62), ([Int.max], .max),
      ([1 << 32, 1 << 31], nil), ([0, 1 << 62, 2], nil), ([1 << 62, 2, 0], nil), ([-1, 2], nil), ([-1, 0], nil),
    ] as [([Int], Int?)])
  func products(sizes: [Int], product: Int?) {
    #expect(sizes.checkedProduct == product)
  }
}
