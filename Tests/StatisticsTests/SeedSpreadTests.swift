import Testing

@testable import Statistics

@Suite("The spread over seeds")
struct SeedSpreadTests {
  @Test(
    "Student's quantiles are those of the tables",
    arguments: [(1, 12.7062), (2, 4.30265), (4, 2.77645), (9, 2.26216), (30, 2.04227), (1000, 1.96234)])
  func quantiles(freedom: Int, t: Double) {
    #expect(abs(StudentQuantile.twoSided95(freedom: Double(freedom)) - t) < 1e-4)
  }

  @Test("from three seeds on the interval is Student's, about the mean")
  func student() throws {
    let spread = try #require(SeedSpread([0.5, 0.6, 0.7]))
    #expect(spread.kind == .student && spread.count == 3 && abs(spread.mean - 0.6) < 1e-12)
    // s = 0.1, so t · s / √3 is 4.30265 · 0.057735.
    #expect(abs(spread.upper - 0.6 - 0.248414) < 1e-6 && abs(0.6 - spread.lower - 0.248414) < 1e-6)
  }

  @Test("two seeds have their range, however many images they were asked about, and one has its value")
  func range() throws {
    let two = try #require(SeedSpread([0.31, 0.42])), one = try #require(SeedSpread([0.42]))
    #expect(two.kind == .range && two.lower == 0.31 && two.upper == 0.42)
    #expect(one.kind == .range && one.mean == 0.42 && one.lower == 0.42 && one.upper == 0.42)
    #expect(SeedSpread([]) == nil)
  }

  @Test("seeds that agree have no spread, to the last bit")
  func agree() throws {
    let spread = try #require(SeedSpread([0.1, 0.1, 0.1, 0.1]))
    #expect(spread.mean == 0.1 && spread.lower == 0.1 && spread.upper == 0.1)
  }
}
