import Synchronization
import TestSupport
import Testing

@testable import Models

@Suite("Job context")
struct JobContextTests {
  private struct Stop: Error {}

  @Test("a job that is stopped has said before how far it is")
  func proceed() {
    let seen = Mutex([JobProgress]()), progress = JobProgress("job", detail: "part 2", done: 2, of: 5)
    let context = JobContext(engine: Engine(threads: 1)) {
      throw Stop()
    } report: { progress in
      seen.withLock { $0.append(progress) }
    }
    #expect(throws: Stop.self) { try context.proceed(progress) }
    #expect(seen.withLock { $0 } == [progress])
  }

  @Test("reporting elsewhere, a job is computed and stopped as before")
  func reporting() {
    let seen = Mutex([String]())
    let context = JobContext(engine: Engine(threads: 3, precision: .precise)) {
      throw Stop()
    } report: { _ in
      Issue.record("the former listener was told")
    }
    let other = context.reporting { progress in seen.withLock { $0.append(progress.stage) } }
    #expect(throws: Stop.self) { try other.proceed(JobProgress("job", done: 0, of: 1)) }
    #expect(seen.withLock { $0 } == ["job"])
    #expect(other.engine.pool === context.engine.pool && other.engine.precision == .precise)
  }
}
