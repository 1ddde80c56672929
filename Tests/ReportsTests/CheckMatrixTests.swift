import Testing

@testable import Reports

@Suite("The table of all checks")
struct CheckMatrixTests {
  @Test("has a row for each check, a column for each loss, and counts seeds where they differ")
  func rows() throws {
    let rows = try CheckMatrix(SampleResults.study(slices: false, evolved: false)).rows
    #expect(rows.map(\.check) == ["zero-gradients", "random-noise-weaker"])
    #expect(rows[0].cells.map(\.text) == ["pass", "fail (1 of 2 seeds)"])
    #expect(rows[1].cells.map(\.text) == ["not-run", "not-run"])
  }
}
