import Testing

@testable import LossLandscapes

@Suite("Slice grids")
struct SliceGridTests {
  @Test(
    "even steps, both ends included",
    arguments: [
      (-1, 1, 5, [-1, -0.5, 0, 0.5, 1]), (0, 1, 3, [0, 0.5, 1]), (-1, 0, 2, [-1, 0]),
      (-0.5, 1.5, 5, [-0.5, 0, 0.5, 1, 1.5]),
      (0.25, 0.75, 3, [0.25, 0.5, 0.75]), (0, 1, 1, [0]), (0, 0, 1, [0]),
    ] as [(Double, Double, Int, [Double])])
  func grid(lower: Double, upper: Double, points: Int, expected: [Double]) {
    #expect(Slice.grid(from: lower, to: upper, points: points) == expected)
  }

  @Test(
    "an odd grid around 0 is symmetrical to the bit and holds 0 itself", arguments: [1, 0.1, 0.3, 1.7], [3, 11, 51])
  func symmetry(end: Double, points: Int) {
    let grid = Slice.grid(from: -end, to: end, points: points)
    #expect(grid.count == points)
    #expect(grid[points / 2] == 0 && grid[points / 2].sign == .plus)
    #expect(grid == grid.reversed().map { -$0 })
    #expect(grid == grid.sorted())
  }

  @Test("0 is exact on a one-sided grid too", arguments: [(-0.3, 0.6, 10, 3), (-0.7, 0.1, 9, 7), (-2.1, 0.7, 5, 3)])
  func zero(lower: Double, upper: Double, points: Int, place: Int) {
    #expect(Slice.grid(from: lower, to: upper, points: points)[place] == 0)
  }
}
