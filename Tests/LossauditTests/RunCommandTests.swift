import Foundation
import TestSupport
import Testing

@Suite("lossaudit run and report")
struct RunCommandTests {
  static let audit = """
    name: tiny
    dataset: {name: mnist, validation: 16}
    architecture: preresnet-8
    training: {epochs: 2, batch_size: 16}
    losses:
    - cross-entropy
    - name: evolved
      evolve: {objective: fgsm, epsilon: 0.1, population: 3, generations: 1, finalists: 1, finalist_seeds: 1,
        training: {epochs: 1}}
    attack: {epsilons: [0, 0.2], limit: 8}
    slices: {limit: 8, one_dimensional: {points: 3}}
    """

  /// The audit run once without interruption, into runs/tiny.
  static let finished = Result {
    let folder = try ScratchFolder()
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    try folder.write(audit, to: "audit.yaml")
    return (folder: folder, outcome: try Program(folder: folder)("run", "audit.yaml"))
  }

  let folder: ScratchFolder
  let outcome: Program.Outcome
  let lossaudit: Program

  init() throws {
    (folder, outcome) = try Self.finished.get()
    lossaudit = Program(folder: folder)
  }

  /// All that a run left behind but `run.json`, which says when and where.
  private func results(_ name: String) throws -> [String: Data] {
    // The tables of candidates hold seconds.
    try folder.files(below: name).filter { file in
      file.key != "run.json" && !file.key.contains(/candidates\.(jsonl|csv)$/)
    }
  }

  @Test("prints the run folder alone; progress goes to standard error")
  func output() throws {
    #expect(outcome.code == 0 && outcome.output == "runs/tiny\n")
    #expect(outcome.errors.hasPrefix("tiny: mnist from \(folder.path("data/mnist")), 80 training, 16 of them for"))
    #expect(outcome.errors.contains("\nreport: done in "))
  }

  @Test("report rewrites the same bytes from results.json alone")
  func report() throws {
    let reference = try results("runs/tiny").filter {
      $0.key.hasPrefix("charts/") || $0.key.hasPrefix("tables/") || $0.key.hasPrefix("re")
    }
    try folder.write(folder.data("runs/tiny/results.json"), to: "alone/results.json")
    let outcome = try lossaudit("report", "alone")
    #expect(outcome.code == 0 && outcome.output == "alone/report.html\n")
    #expect(try folder.files(below: "alone") == reference)
  }

  @Test("--dry-run says the plan and writes nothing")
  func dryRun() throws {
    let outcome = try lossaudit("run", "audit.yaml", "--output", "dry", "--dry-run", "--threads", "2")
    #expect(outcome.code == 0 && outcome.errors == "")
    #expect(outcome.output.hasPrefix("tiny: in dry, on 2 threads\n- evolve evolved: fgsm at ε 0.1, 1 generation of 3"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("dry")))
    let single = try lossaudit("run", "audit.yaml", "--output", "dry", "--dry-run", "--threads", "1")
    #expect(single.output.hasPrefix("tiny: in dry, on 1 thread\n"))
  }

  @Test("--dry-run in a finished run's folder says what is done, and touches nothing")
  func dryRunOfFinished() throws {
    let before = try folder.files(below: "runs/tiny")
    let outcome = try lossaudit("run", "audit.yaml", "--dry-run", "--threads", "2")
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.first == "tiny: in runs/tiny, on 2 threads; all is done there but the report, which is written anew")
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasSuffix(" (done)") } && lines.count == 6)
    #expect(lines.last?.hasPrefix("- write charts") == true)
    #expect(try folder.files(below: "runs/tiny") == before)
  }

  @Test(
    "--dry-run refuses the folders that a run refuses, with the same words",
    arguments: [
      (["audit.yaml", "--set", "training.epochs=3"], "runs/tiny"), (["audit.yaml"], "data"),
      (["audit.yaml", "--fresh"], "data"),
    ])
  func dryRunRefused(flags: [String], output: String) throws {
    let arguments = ["run"] + flags + ["--output", output]
    let planned = try lossaudit.run(arguments + ["--dry-run"]), started = try lossaudit.run(arguments)
    #expect(planned.code == 1 && started.code == 1 && planned.output == "")
    #expect(planned.errors == started.errors, "\(planned.errors)")
  }

  @Test("a bad audit file is bad data: 1, with its line")
  func badAudit() throws {
    try folder.write("losses: [mse]\ntrainig: {}", to: "bad.yaml")
    let outcome = try lossaudit("run", "bad.yaml")
    #expect(outcome.code == 1)
    #expect(
      outcome.errors == "lossaudit: bad.yaml: line 2: unknown key \"trainig\"; did you mean \"training\"?\n")
  }

  @Test("another audit in the same folder is refused and changes nothing")
  func otherAudit() throws {
    let before = try folder.files(below: "runs/tiny")
    let outcome = try lossaudit("run", "audit.yaml", "--set", "training.epochs=3")
    #expect(outcome.code == 1 && outcome.errors.contains("training.epochs: the folder holds the run of another audit"))
    #expect(try folder.files(below: "runs/tiny") == before)
  }

  @Test("interrupted, then killed, the same command goes on to the same bytes; in use, the folder is locked")
  func interrupted() throws {
    let arguments = ["run", "audit.yaml", "--output", "stopped"]
    let first = try lossaudit.start(arguments)
    #expect(first.wait(for: "evolution: done"))
    first.process.interrupt()
    let interrupted = first.wait()
    #expect(interrupted.code == 130 && interrupted.output == "")
    #expect(
      interrupted.errors.hasSuffix("lossaudit: interrupted; the same command goes on where this one stopped\n"))

    let second = try lossaudit.start(arguments)
    #expect(second.wait(for: "training: done"))
    // It holds its folder, and does not end before the rival has come.
    kill(second.process.processIdentifier, SIGSTOP)
    let rival = try lossaudit.run(arguments)
    kill(second.process.processIdentifier, SIGKILL)
    #expect(second.wait().code == SIGKILL)
    #expect(rival.code == 1)
    #expect(
      rival.errors.hasPrefix(
        "lossaudit: stopped: the run folder is in use; found process \(second.process.processIdentifier) on "))
    #expect(!FileManager.default.fileExists(atPath: folder.path("stopped/report.html")))

    #expect(try lossaudit.run(arguments).code == 0)
    #expect(try results("stopped") == results("runs/tiny"))
  }

  @Test("the report too can be interrupted, and is whole afterwards")
  func interruptedReport() throws {
    try FileManager.default.copyItem(atPath: folder.path("runs/tiny"), toPath: folder.path("unreported"))
    for name in ["charts", "report.html", "results.json", "results.csv"] {
      try FileManager.default.removeItem(atPath: folder.path("unreported/\(name)"))
    }
    let arguments = ["run", "audit.yaml", "--output", "unreported"]
    let running = try lossaudit.start(arguments)
    while running.process.isRunning, !FileManager.default.fileExists(atPath: folder.path("unreported/charts")) {
      usleep(1000)
    }
    running.process.interrupt()
    #expect(running.wait().code == 130)
    #expect(!FileManager.default.fileExists(atPath: folder.path("unreported/report.html")))
    #expect(try lossaudit.run(arguments).code == 0)
    #expect(try results("unreported") == results("runs/tiny"))
  }

  @Test("a training ended by SIGTERM goes on to the same bytes")
  func training() throws {
    let arguments = Workshop.training + ["--epochs", "12", "--quiet", "--output"]
    let whole = try lossaudit.run(arguments + ["whole.safetensors.zst"])
    #expect(whole.code == 0)
    let running = try lossaudit.start(arguments.filter { $0 != "--quiet" } + ["part.safetensors.zst"])
    #expect(running.wait(for: "epoch 2:"))
    running.process.terminate()
    #expect(running.wait().code == 130)
    #expect(!FileManager.default.fileExists(atPath: folder.path("part.safetensors.zst")))
    #expect(try lossaudit.run(arguments + ["part.safetensors.zst"]).code == 0)
    #expect(try folder.data("part.safetensors.zst") == folder.data("whole.safetensors.zst"))
  }
}
