import Testing

@testable import Studies

@Suite("A wave of tasks")
struct SlurmWaveTests {
  @Test("is settled when every task has a result or has failed; a task that is tried again waits behind the others")
  func settling() {
    var wave = SlurmWave(count: 3)
    #expect(wave.waiting == [0, 1, 2] && !wave.isSettled)
    wave.submit(2, as: 1)
    #expect(wave.waiting == [2] && wave.outstanding == [1: [0: 0, 1: 1]] && wave.outstandingCount == 2)
    wave.end(0, as: .waiting)
    #expect(wave.waiting == [2, 0] && wave.attempts == [1, 1, 0])
    wave.submit(2, as: 2)
    #expect(wave.outstanding == [1: [1: 1], 2: [2: 0, 0: 1]] && wave.attempts == [2, 1, 1])
    for task in 0...2 { wave.end(task, as: task == 1 ? .failed : .done) }
    #expect(wave.isSettled && wave.outstandingCount == 0)
  }

  @Test("counts the end of a task once, and does not take on what is submitted already")
  func once() {
    var wave = SlurmWave(count: 2)
    wave.adopt([1: 7], of: 3)
    wave.adopt([1: 0], of: 4)
    #expect(wave.waiting == [0] && wave.outstanding == [3: [1: 7]])
    wave.end(1, as: .done)
    wave.end(1, as: .done)
    #expect(wave.settled == 1)
  }
}
