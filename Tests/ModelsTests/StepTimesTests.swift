import Testing

@testable import Models

@Suite("Step times")
struct StepTimesTests {
  @Test("one run more than are counted is made, three are counted at least, and none takes less than no time")
  func counts() {
    var runs = 0
    let times = StepTimes.measure(for: 0) { runs += 1 }
    #expect(times.count == 3 && runs == 4)
    #expect(times.allSatisfy { $0 >= 0 })
  }
}
