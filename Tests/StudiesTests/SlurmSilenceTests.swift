import Files
import Foundation
import TestSupport
import Testing

@testable import Studies

@Suite("Tasks while Slurm's controller is away")
struct SlurmSilenceTests {
  private static let names = (0..<7).map { "t\($0)" }

  @Test("wait as they are while Slurm does not answer; results are seen even so")
  func silence() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    try cluster.slurm.set("silent")
    #expect(try cluster.run(Self.names).done == Self.names)
    #expect(try Self.names.map(cluster.tries) == Self.names.map { _ in 1 })
  }

  @Test("wait for a controller that is away when a wave of them begins, and are submitted when it answers")
  func away() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    try cluster.slurm.set("down")
    var looks = 0
    let found = try cluster.run(Self.names) {
      looks += 1
      if looks == 8 { cluster.slurm.unset("down") }
    }
    #expect(found.done == Self.names && looks > 8)
    #expect(try Self.names.map(cluster.tries) == Self.names.map { _ in 1 })
  }

  @Test("go on where Slurm has not answered for too long; the run ends, and the next start takes them on")
  func patience() throws {
    var cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    try cluster.slurm.set("idle")
    cluster.settings.patienceMinutes = 0.002
    let error = #expect(throws: FileError.self) {
      _ = try cluster.run(["t0", "t1"]) { if cluster.slurm.jobs.count > 0 { try cluster.slurm.set("down") } }
    }
    #expect(
      error?.description
        == "squeue: Slurm does not answer; expected an answer within 0.002 minutes (slurm.patience_minutes), found none; "
        + "start the same command again when it does: jobs that wait or run go on")
    #expect(error?.mayPass == true && cluster.slurm.jobs.count == 1, "nothing was taken back")
    cluster.slurm.unset("down")
    cluster.slurm.unset("idle")
    let open = try Submission.open(in: cluster.scratch.path("run")).submissions
    #expect(try cluster.run(["t0", "t1"], beside: open[0]).done == ["t0", "t1"])
    #expect(try ["t0", "t1"].map(cluster.tries) == [1, 1])
  }

  @Test("that a killed controller has forgotten are submitted again, beside the attempts that each has")
  func forgotten() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    // Three attempts of its own: two fail.
    try cluster.scratch.write("75\n75\n", to: "run/fail-t0")
    try cluster.slurm.set("idle")
    var looks = 0
    let found = try cluster.run(["t0"]) {
      guard looks < 20, let job = cluster.slurm.jobs.first else { return }
      looks += 1
      if looks == 1 {
        try cluster.slurm.set("down")
      } else if looks == 20 {
        try FileManager.default.removeItem(atPath: "\(cluster.slurm.folder)/jobs/\(job)")
        cluster.slurm.unset("idle")
        cluster.slurm.unset("down")
      }
    }
    #expect(try found.done == ["t0"] && found.failures.isEmpty && cluster.tries("t0") == 3)
  }

  @Test("that a killed controller begins again after their end are taken back, at the end of the run or its stop")
  func begunAgain() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    let word = try #require(StorageProbe.known(in: cluster.scratch.path("run")))
    for (job, name) in [("901", "lossaudit-\(word)-1"), ("902", "lossaudit-\(word)0-1")] {
      try FileManager.default.createDirectory(
        atPath: "\(cluster.slurm.folder)/jobs/\(job)", withIntermediateDirectories: true)
      try cluster.slurm.set("jobs/\(job)/name", name + "\n")
      try cluster.slurm.set("jobs/\(job)/task-0")
    }
    #expect(try cluster.run(["t0"]).done == ["t0"])
    #expect(cluster.slurm.jobs == ["902"], "another run's job is left alone")
    try cluster.slurm.set("jobs/902/name", "lossaudit-\(word)-2\n")
    #expect(throws: SlurmCluster.Stop.self) { _ = try cluster.run(["t1"]) { throw SlurmCluster.Stop() } }
    #expect(cluster.slurm.jobs.isEmpty)
  }

  @Test("are refused at once where no controller answers the first start")
  func neverThere() throws {
    let cluster = try SlurmCluster()
    try cluster.slurm.set("down")
    let error = #expect(throws: FileError.self) { try cluster.run(["a"]) }
    #expect(error?.description.hasPrefix("scontrol: Slurm does not answer; found Unable to contact") == true)
  }

  @Test("that Slurm could not start and holds are taken back and submitted again, beside the attempts that each has")
  func held() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    // Three attempts of its own: two fail.
    try cluster.scratch.write("75\n75\n", to: "run/fail-t0")
    try cluster.slurm.set("idle")
    let found = try cluster.run(["t0", "t1"]) {
      guard let job = cluster.slurm.jobs.first, FileManager.default.fileExists(atPath: "\(cluster.slurm.folder)/idle")
      else { return }
      cluster.slurm.unset("idle")
      try cluster.slurm.set("jobs/\(job)/held")
    }
    #expect(found.done == ["t0", "t1"] && found.failures.isEmpty)
    #expect(try ["t0", "t1"].map(cluster.tries) == [3, 1])
    #expect(cluster.slurm.calls.count { $0.hasPrefix("scancel ") } == 2)
  }

  @Test("that Slurm can never start fail in the end")
  func neverStarted() throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    try cluster.slurm.set("idle")
    let found = try cluster.run(["t0"]) { for job in cluster.slurm.jobs { try cluster.slurm.set("jobs/\(job)/held") } }
    #expect(found.done.isEmpty && found.failures.count == 1)
    #expect(cluster.slurm.calls.count { $0.hasPrefix("sbatch ") } == 2 + SlurmRunner.losses + SlurmRunner.attempts)
  }

  @Test(
    "that vanish count as tried; not so those whose start failed, or whose job Slurm has forgotten",
    arguments: [nil, "reason", "forgetful"])
  func vanished(why: String?) throws {
    let cluster = try SlurmCluster()
    _ = try cluster.run(["first"])
    if let why { try cluster.slurm.set(why, "JobLaunchFailure\n") }
    try cluster.slurm.setProgram("work", "#!/bin/sh\nrm -r \"$(dirname \"$0\")/jobs/$1\"\n")
    let found = try cluster.run(["t0"])
    #expect(found.done.isEmpty && found.failures.count == 1)
    let starts = cluster.slurm.calls.count { $0.hasPrefix("sbatch ") } - 2
    #expect(starts == (why == nil ? 0 : SlurmRunner.losses) + SlurmRunner.attempts)
  }
}
