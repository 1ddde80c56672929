import TestSupport
import Testing

@testable import Studies

@Suite("The log of a task")
struct TaskLogTests {
  private func log(_ text: String?) throws -> TaskLog {
    let scratch = try ScratchFolder()
    if let text { try scratch.write(text, to: "0.log") }
    return TaskLog(scratch.path("0.log"))
  }

  @Test(
    "says how the task ended, and its last words",
    arguments: [
      ("", nil, "", true), ("lossaudit task: exit code 0\n", 0, "", true),
      ("a\nb\n\nc\nd\nlossaudit task: exit code 75\n", 75, "b / c / d", true),
      ("lossaudit: bad\nlossaudit task: exit code 1\n", 1, "lossaudit: bad", false),
      ("lossaudit task: exit code 64", 64, "", false),
      // A task that Slurm began again counts by what came last.
      (
        "lossaudit task: exit code 1\nslurmstepd: error: oom\n", nil,
        "lossaudit task: exit code 1 / slurmstepd: error: oom", true
      ),
    ] as [(String, Int32?, String, Bool)])
  func endings(text: String, code: Int32?, words: String, mayPass: Bool) throws {
    let log = try log(text)
    #expect(log.code == code && log.text == words && log.exists && log.mayPass == mayPass)
  }

  @Test("may be missing, and may be long")
  func sizes() throws {
    #expect(try !log(nil).exists)
    let long = try log(String(repeating: "x", count: 100_000) + "\nend\nlossaudit task: exit code 137\n")
    #expect(long.code == 137 && long.text.hasSuffix("x / end") && long.text.utf8.count < 5000)
  }
}
