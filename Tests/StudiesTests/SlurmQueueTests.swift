import Testing

@testable import Studies

@Suite("Slurm's queue")
struct SlurmQueueTests {
  @Test(
    "has the tasks that run and those that wait, however the list is written",
    arguments: [
      ("17_4", [4]), ("17_[0]", [0]), ("17_[5-9,12%3]", [5, 6, 7, 8, 9, 12]), ("17_[0-2,7]", [0, 1, 2, 7]),
      ("17_[3%1]", [3]),
    ])
  func lists(text: String, tasks: [Int]) {
    let queue = SlurmQueue("run-1|\(text)|RUNNING|None\n")
    #expect(queue.jobs["run-1"]?.number == "17" && queue.jobs["run-1"]?.tasks == Set(tasks))
    #expect(tasks.allSatisfy { queue.holds($0, of: "run-1") } && !queue.holds(13, of: "run-1"))
    #expect(!queue.holds(tasks[0], of: "run-2"))
  }

  @Test(
    "holds every task of a job whose list was cut or cannot be read: none is taken for ended",
    arguments: ["17_[1,3,5,...]", "17", "17_[1-2-3]", "17_[]", "17_x"])
  func cut(text: String) { #expect(SlurmQueue("run-1|\(text)|PENDING|None").holds(99, of: "run-1")) }

  @Test("joins the lines of a job, and keeps the reasons that no busy cluster has")
  func lines() {
    let queue = SlurmQueue(
      "a|17_4|RUNNING|None\na|17_[6-7]|PENDING|JobArrayTaskLimit\nb|18_[0-1]|PENDING|PartitionTimeLimit\n\nnonsense\n")
    #expect(queue.jobs["a"]?.tasks == [4, 6, 7] && queue.jobs["a"]?.reasons == [])
    #expect(queue.jobs["b"]?.reasons == ["PartitionTimeLimit"] && queue.jobs.count == 2)
    #expect(SlurmQueue("").jobs.isEmpty)
  }

  @Test("does not wait for a machine that cannot clear up behind a task")
  func completing() {
    let queue = SlurmQueue("a|17_4|COMPLETING|None\na|17_5|RUNNING|None\n")
    #expect(!queue.holds(4, of: "a") && queue.holds(5, of: "a"))
  }

  @Test("says which tasks Slurm could not start, also before it holds them")
  func unstarted() {
    let reason = "launch failed requeued held"
    let queue = SlurmQueue("a|17_4|COMPLETING|\(reason)\na|17_[5-6]|PENDING|\(reason)\na|17_7|RUNNING|None\n")
    #expect(queue.unstarted == ["a": [4, 5, 6]] && !queue.holds(4, of: "a") && queue.holds(5, of: "a"))
  }
}
