import Statistics
import Testing

@Suite("Chance")
struct ChanceTests {
  @Test("is the share of the most frequent class, missing classes or not")
  func share() {
    #expect(Chance(labels: (0..<100).map { UInt8($0 % 10) }).share == 0.1)
    #expect(Chance(labels: (0..<100).map { UInt8($0 % 2) }).share == 0.5)
    #expect(Chance(labels: (0..<100).map { $0 < 90 ? 3 : 1 }).share == 0.9)
    #expect(Chance(labels: [5, 5, 5]).share == 1 && Chance(labels: []).share == 0)
  }

  @Test("an accuracy is at chance until its whole interval lies above it")
  func reached() {
    let chance = Chance(labels: (0..<1000).map { UInt8($0 % 10) })
    #expect(chance.isReached(by: Accuracy(correct: 118, total: 1000)))
    #expect(!chance.isReached(by: Accuracy(correct: 121, total: 1000)))
    #expect(chance.canBeExceeded(on: 1000) && !Chance(labels: [0, 1]).canBeExceeded(on: 2))
    #expect(!Chance(labels: .init(repeating: 4, count: 1000)).canBeExceeded(on: 1000))
  }
}
