import Testing

@testable import Robustness

@Suite("APGD's schedule")
struct APGDScheduleTests {
  @Test("checks come after 22, 41, 57, 70, 80, 87, 93 and 99 of 100 iterations")
  func published() {
    #expect(APGDSchedule(iterations: 100).checks == [22, 41, 57, 70, 80, 87, 93, 99])
  }

  @Test(
    "short runs are checked too",
    arguments: [(1, [1]), (5, [1, 2, 3, 4, 5]), (20, [4, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])])
  func short(iterations: Int, checks: [Int]) { #expect(APGDSchedule(iterations: iterations).checks == checks) }
}
