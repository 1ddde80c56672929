import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Studies

@Suite("Tasks in this process")
struct LocalRunnerTests {
  let study: TinyStudy

  init() throws { study = try TinyStudy.finished.get() }

  private func context(_ folder: String) throws -> StudyContext {
    StudyContext(
      audit: study.audit, folder: study.scratch.path(folder), data: try StudyData(study.audit.dataset),
      console: Console(quiet: true), job: .threads(2))
  }

  @Test("given in one list and in the wrong order, they wait for each other, and leave the bytes of a study")
  func anyOrder() throws {
    let context = try context("shuffled")
    let tasks = StudyStage.all(of: study.audit).flatMap(\.tasks)
    let steps = Mutex<Set<Double>>([]), total = Double(tasks.map { $0.steps(in: study.audit) }.reduce(0, +))
    var done: [Int] = []
    try context.run(Array(tasks.reversed())) { now, all in
      steps.withLock { _ = $0.insert(now) }
      #expect(now <= all && all == total)
    } onDone: {
      done.append($0)
    }
    // The file that says which audit this is belongs to the study.
    #expect(try study.results("shuffled") == study.results("first").filter { $0.key != "audit.yaml" })
    #expect(done.sorted() == Array(tasks.indices) && done.last == 0)
    // Central tasks have progress of their own.
    #expect(steps.withLock { $0.max() } == total - 2)
  }

  @Test("those whose files are there are not run again")
  func missing() throws {
    for (path, data) in try study.results("first") {
      try AtomicFile.write(data, to: study.scratch.path("part/\(path)"))
    }
    let lost = "part/attacks/smooth/seed-1.json", data = try study.scratch.data(lost)
    try FileManager.default.removeItem(atPath: study.scratch.path(lost))
    let tasks = StudyStage.all(of: study.audit).flatMap(\.tasks).filter { !$0.isCentral }
    var done: [StudyTask] = []
    try context("part").run(tasks, onDone: { done.append(tasks[$0]) })
    #expect(done == [.audit(loss: "smooth", seed: 1)])
    #expect(try study.scratch.data(lost) == data)
  }

  @Test("a task of another audit is an error that names the loss")
  func otherAudit() throws {
    let context = try context("other")
    for (task, problem) in [
      (StudyTask.train(loss: "mse", seed: 1), "losses: no such loss; expected a task of this audit, found \"mse\""),
      (.evolve(loss: "smooth"), "smooth: the loss is given; expected an evolution"),
    ] {
      let error = #expect(throws: FileError.self) { try context.run([task]) }
      #expect(error?.description == "\(context.path("audit.yaml")): \(problem)")
    }
  }
}
