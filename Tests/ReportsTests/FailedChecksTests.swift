import Testing

@testable import Reports
@testable import Robustness

@Suite("Failed checks, as the last lines on a terminal")
struct FailedChecksTests {
  @Test("are named for each model that has one, and for no other")
  func lines() throws {
    let results = try SampleResults.study(slices: false, evolved: false)
    #expect(
      FailedChecks.lines(results) == [
        "a\"b,c, seed 1: its figures cannot be taken at their word:", "  zero-gradients: 12 % < all & sundry",
      ])
    var passed = results
    passed.losses.removeLast()
    #expect(FailedChecks.lines(passed).isEmpty)
  }
}
