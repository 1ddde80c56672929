import Files
import Foundation
import TestSupport
import Testing

@testable import Studies

@Suite("Tasks given to Slurm")
struct SlurmRunnerTests {
  private static let names = (0..<7).map { "t\($0)" }

  @Test("are arrays below the cluster's limit and the user's, whose folders say that they have ended")
  func chunks() throws {
    var cluster = try SlurmCluster(largestArray: 5)
    #expect(try cluster.run(Self.names).done == Self.names)
    #expect(try cluster.arrays() == ["0-4", "0-1"])
    #expect(try Submission.open(in: cluster.scratch.path("run")).submissions.isEmpty && cluster.slurm.jobs.isEmpty)
    cluster = try SlurmCluster(largestArray: 5)
    cluster.settings.maxArraySize = 3
    #expect(try cluster.run(Self.names).failures.isEmpty)
    #expect(try cluster.arrays() == ["0-2", "0-2", "0-0"])
  }

  @Test("never run more at a time than the throttle says, over all arrays")
  func throttle() throws {
    var cluster = try SlurmCluster(largestArray: 3)
    cluster.settings.throttle = 2
    #expect(try cluster.run(Self.names).done == Self.names)
    #expect(try cluster.arrays().allSatisfy { $0.hasSuffix("%2") })
    // An array that waits for room has no more tasks than there is room for.
    #expect(try cluster.arrays().first == "0-2%2")
  }

  @Test("are fewer at a time where the cluster refuses as many")
  func submitLimit() throws {
    let cluster = try SlurmCluster()
    try cluster.slurm.set("limit", "2\n")
    #expect(try cluster.run(Self.names).done == Self.names)
    #expect(try cluster.scratch.text("run/ran").split(separator: "\n").count == 7)
  }

  @Test("that fail are tried three times at most, those that failed for good once; both say what they said")
  func failures() throws {
    let cluster = try SlurmCluster()
    for (name, codes) in [
      ("t0", "75\n"), ("t1", "130\n139\n"), ("t2", "75\n75\n75\n"), ("t3", "1\n"), ("t4", "kill\n"), ("t5", "64\n"),
    ] {
      try cluster.scratch.write(codes, to: "run/fail-\(name)")
    }
    let found = try cluster.run(Self.names)
    #expect(found.done == ["t0", "t1", "t4", "t6"])
    #expect(try ["t0", "t1", "t2", "t3", "t4", "t5", "t6"].map(cluster.tries) == [2, 3, 3, 1, 2, 1, 1])
    #expect(found.failures.keys.sorted() == ["t2", "t3", "t5"])
    #expect(found.failures["t2"]?.words == "failed after 3 attempts: lossaudit: t2: planted")
    #expect(found.failures["t3"]?.words == "failed after 1 attempt: lossaudit: t3: planted")
    #expect(found.failures.values.allSatisfy { $0.hasLog && FileManager.default.fileExists(atPath: $0.log) })
  }

  /// A cluster with a job of `names` that waits, whose driver was killed.
  private func orphaned(_ names: [String]) throws -> SlurmCluster {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    try cluster.slurm.set("idle")
    let scancel = try String(contentsOfFile: "\(cluster.slurm.folder)/scancel", encoding: .utf8)
    try cluster.slurm.setProgram("scancel", "#!/bin/sh\n")
    #expect(throws: SlurmCluster.Stop.self) {
      _ = try cluster.run(names) { if cluster.slurm.jobs.count > 0 { throw SlurmCluster.Stop() } }
    }
    try cluster.slurm.setProgram("scancel", scancel)
    cluster.slurm.unset("idle")
    return cluster
  }

  @Test("that a killed driver has submitted are taken on, and not submitted twice")
  func adoption() throws {
    let cluster = try orphaned(["t0", "t1"]), job = try #require(cluster.slurm.jobs.first)
    let open = try Submission.open(in: cluster.scratch.path("run")).submissions
    #expect(open.map(\.tasks) == [["results/t0", "results/t1"]] && open[0].job == job)
    #expect(try cluster.run(["t2", "t1", "t0"], beside: open[0]).done == ["t0", "t1", "t2"])
    #expect(try ["t0", "t1", "t2"].map(cluster.tries) == [1, 1, 1] && cluster.arrays().suffix(2) == ["0-1", "0-0"])
  }

  @Test("that a killed driver has submitted and that are gone are submitted again")
  func lost() throws {
    let cluster = try orphaned(["t0", "t1"])
    try FileManager.default.removeItem(atPath: "\(cluster.slurm.folder)/jobs/\(cluster.slurm.jobs[0])")
    #expect(try cluster.run(["t0", "t1"]).done == ["t0", "t1"])
    #expect(try Submission.open(in: cluster.scratch.path("run")).submissions.isEmpty)
  }

  @Test("are taken back when the run is stopped")
  func stopped() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    try cluster.slurm.set("idle")
    #expect(throws: SlurmCluster.Stop.self) {
      _ = try cluster.run(["a"]) { if cluster.slurm.jobs.count > 0 { throw SlurmCluster.Stop() } }
    }
    #expect(cluster.slurm.jobs.isEmpty && cluster.slurm.calls.contains { $0.hasPrefix("scancel --name=lossaudit-") })
  }

  @Test("are refused in Slurm's words")
  func refusal() throws {
    let cluster = try SlurmCluster()
    try cluster.slurm.set("refusal", "sbatch: error: invalid partition specified: gpu\n")
    let error = #expect(throws: FileError.self) { try cluster.run(["a"]) }
    #expect(
      error?.description
        == "sbatch: Slurm refuses the tasks; found sbatch: error: invalid partition specified: gpu")
  }

  @Test("need storage that the cluster's machines share: one of them has to answer in the folder, once")
  func storage() throws {
    let cluster = try SlurmCluster()
    try cluster.slurm.setProgram("work", "#!/bin/sh\nrm -r \"$(dirname \"$0\")/jobs/$1\"\n")
    let error = #expect(throws: FileError.self) { try cluster.run(["a"]) }
    #expect(
      error?.description
        == "\(cluster.scratch.path("run")): is not on storage that the cluster's machines share; expected an answer in "
        + "tasks/answer.json, found it was killed; Slurm says JobState=NODE_FAIL Reason=None ExitCode=0:9 NodeList=n7; "
        + "choose another folder with --output")
    let shared = try SlurmCluster()
    for name in ["a", "b"] { #expect(try shared.run([name]).done == [name]) }
    #expect(shared.slurm.calls.count { $0.hasPrefix("sbatch") } == 3)
  }

  /// The driver's own work does not grow with the tasks that are there. LOSSAUDIT_TASKS has more of them than a quick test.
  @Test("cost the driver the same, however many there are")
  func cost() throws {
    let count = ProcessInfo.processInfo.environment["LOSSAUDIT_TASKS"].flatMap { Int($0) } ?? 400
    let cluster = try SlurmCluster(largestArray: 100_000)
    _ = try cluster.run(["first"])
    // Jobs that are done at once, as the record of a submission says what they write.
    try cluster.slurm.setProgram(
      "work",
      "#!/bin/sh\ncd \"$(dirname \"$2\")/../..\"\ngrep -o 'results/[a-z0-9]*' \"$(dirname \"$2\")\"/job.json | xargs touch\n"
        + "rm -r \"$(dirname \"$0\")/jobs/$1\"\n")
    let names = (0..<count).map { "t\($0)" }, before = cluster.slurm.calls.count, start = ContinuousClock.now
    #expect(try cluster.run(names).done.count == count)
    let seconds = (ContinuousClock.now - start).seconds, calls = cluster.slurm.calls.count - before
    print("\(count) tasks: \(seconds / Double(count) * 1000) ms a task")
    // One for each look, and those of the beginning and the end.
    #expect(
      Double(calls) <= seconds / cluster.settings.pollSeconds + 5,
      "the calls of Slurm's programs follow from the time alone")
  }
}
