import Foundation
import TestSupport
import Testing

@Suite("lossaudit task, and runs on a cluster")
struct TaskCommandTests {
  let folder: ScratchFolder
  let lossaudit: Program

  init() throws {
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    try folder.write(RunCommandTests.audit, to: "audit.yaml")
  }

  private func results(_ name: String) throws -> [String: Data] {
    try folder.files(below: name).filter { path, _ in
      Self.isResult(path) && !path.hasPrefix("tasks/") && !path.hasPrefix("manifests/")
    }
  }

  /// Neither the record of the run nor a table of candidates, which hold seconds.
  private static func isResult(_ path: String) -> Bool {
    !["run.json", "audit.yaml"].contains(path) && !path.contains(/candidates\.(jsonl|csv)$/)
  }

  @Test("do by their own exit codes what a manifest lists; run then writes the report of a run that was never parted")
  func manifest() throws {
    let written = try lossaudit("run", "audit.yaml", "--output", "parted", "--print-manifest", "htcondor")
    #expect(written.code == 0 && written.output.hasPrefix("# parted/manifests/htcondor/1-evolution.sub\n# 1 task: "))
    #expect(try results("parted").isEmpty, "nothing is run")
    let early = try lossaudit("task", "parted/tasks/htcondor/3-attacks/0.json", "--quiet")
    #expect(early.code == 75 && early.errors.contains("no such file; expected the result of an earlier task"))
    for stage in ["1-evolution", "2-training", "3-attacks", "4-slices"] {
      for index in 0..<(stage == "1-evolution" ? 1 : 2) {
        let file = "parted/tasks/htcondor/\(stage)/\(index).json"
        let outcome = try lossaudit("task", file, "--threads", "1", "--quiet")
        #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(file): \(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: outcome.output.trimmingCharacters(in: .newlines)))
        if stage == "2-training" { #expect(try lossaudit("task", file).output == outcome.output, "done already") }
      }
    }
    #expect(try lossaudit("run", "audit.yaml", "--output", "parted", "--quiet").code == 0)
    #expect(
      try results("parted")
        == RunCommandTests.finished.get().folder.files(below: "runs/tiny").filter {
          Self.isResult($0.key)
        })
  }

  @Test("leave on a cluster the bytes of a local run")
  func slurm() throws {
    let slurm = try FakeSlurm(in: folder.path("slurm"))
    let environment = ["PATH": "\(slurm.folder):/usr/bin:/bin"]
    let flags = ["--set", "executor=slurm", "--set", "slurm.poll_seconds=0.1", "--output", "far"]
    let outcome = try lossaudit.run(["run", "audit.yaml"] + flags, environment: environment)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      try results("far")
        == RunCommandTests.finished.get().folder.files(below: "runs/tiny").filter {
          Self.isResult($0.key)
        })
    #expect(slurm.calls.count { $0.hasPrefix("sbatch") } >= 5 && slurm.jobs.isEmpty)
    // The place where work is done decides nothing.
    #expect(try lossaudit("run", "audit.yaml", "--output", "far", "--dry-run").output.contains("all is done there"))
  }

  @Test("end the run where a training fails for good, and say which, and its words and log")
  func failure() throws {
    let slurm = try FakeSlurm(in: folder.path("slurm"))
    let flags = ["--set", "executor=slurm", "--set", "slurm.poll_seconds=0.1", "--output", "bad"]
    // A file in the place of the folder: no task can write there.
    try folder.write("", to: "bad/models")
    try folder.write(RunCommandTests.audit, to: "bad/audit.yaml")
    let outcome = try lossaudit.run(
      ["run", "audit.yaml"] + flags, environment: ["PATH": "\(slurm.folder):/usr/bin:/bin"])
    #expect(outcome.code == 1)
    #expect(
      outcome.errors.contains(
        /\/tasks\/\d+\/\d\.log: models\/[^:]+ cannot be made on the cluster: the task failed; expected a result after 3/
      ))
    #expect(outcome.errors.contains("the folder cannot be created; found Not a directory"))
  }

  @Test("are refused where they are no task's, or of another version")
  func bad() throws {
    try folder.write("{\"folder\": \".\", \"task\": {\"report\": {}}, \"version\": \"0.0.1\"}", to: "old.json")
    for (file, problem) in [("old.json", "of another version"), ("none.json", "no such file"), ("audit.yaml", "JSON")] {
      let outcome = try lossaudit("task", file)
      #expect(outcome.code == 1 && outcome.errors.contains(problem))
    }
    #expect(try lossaudit("task", "old.json", "--threads", "0").code == 64)
    let outcome = try lossaudit("run", "audit.yaml", "--print-manifest", "pbs")
    #expect(outcome.code == 64 && outcome.errors.contains("expected one of kubernetes, htcondor, parallel, slurm"))
  }
}
