import Files
import Foundation
import TestSupport

@testable import Studies

/// A run's folder, a cluster of scripts, and a program that leaves a result, or fails as `fail-NAME` says: an exit code
/// for each attempt.
struct SlurmCluster {
  struct Stop: Error {}

  let scratch: ScratchFolder
  let slurm: FakeSlurm
  var settings = SlurmSettings()

  init(largestArray: Int = 1001) throws {
    scratch = try ScratchFolder()
    slurm = try FakeSlurm(in: scratch.path("slurm"), largestArray: largestArray)
    settings.pollSeconds = 0.02
    let program = """
      #!/bin/sh
      run=$(dirname "$2")/../..
      if grep -q probe "$2"; then
        printf '{"word":"%s","folder":"%s","host":"n"}' "$(cat "$run/tasks/word")" "$(realpath "$run")" \
          > "$run/tasks/answer.json"
        exit 0
      fi
      name=$(sed -n 's/.*"loss" : "\\([^"]*\\)".*/\\1/p' "$2")
      echo "$name" >> "$run/ran"
      if [ -s "$run/fail-$name" ]; then
        code=$(head -1 "$run/fail-$name")
        sed -i 1d "$run/fail-$name"
        echo "lossaudit: $name: planted"
        [ "$code" = kill ] && kill -9 $PPID
        exit "$code"
      fi
      mkdir -p "$run/results"
      echo "$name" > "$run/results/$name"
      """
    try Scripts.write(["program": program], in: scratch.path)
    try scratch.write("", to: "run/.here")
  }

  /// Runs tasks of these names; returns those that were done, and the failures.
  func run(
    _ names: [String], check: @escaping () throws -> Void = {}
  ) throws -> (done: [String], failures: [String: TaskFailure]) {
    var runner = SlurmRunner(
      folder: URL(fileURLWithPath: scratch.path("run")).standardizedFileURL.path, settings: settings,
      program: scratch.path("program"), console: Console(quiet: true), check: check)
    runner.client.folder = slurm.folder
    var done: [String] = [], failures: [String: TaskFailure] = [:]
    try runner.run(
      .init(
        writes: names.map { "results/\($0)" }, file: { .task(.train(loss: names[$0], seed: 1)) },
        isDone: { FileManager.default.fileExists(atPath: scratch.path("run/results/\(names[$0])")) },
        onDone: { done.append(names[$0]) }, onFailed: { failures[names[$0]] = $1 }))
    return (done.sorted(), failures)
  }

  /// Runs tasks of these names while a job that waits, with some of them, runs too. The job begins once the driver has
  /// taken it on: a driver asks whether it is to stop only after that.
  func run(_ names: [String], beside submission: Submission) throws -> (done: [String], failures: [String: TaskFailure])
  {
    let work = Process()
    work.executableURL = URL(fileURLWithPath: "\(slurm.folder)/work")
    work.arguments = [
      submission.job!, scratch.path("run/\(submission.folder)/job.sh"), "\(submission.tasks.count - 1)",
    ]
    var isBegun = false
    defer { if isBegun { work.waitUntilExit() } }
    return try run(names) {
      if isBegun { return }
      try work.run()
      isBegun = true
    }
  }

  /// How often each task was tried.
  func tries(_ name: String) throws -> Int {
    try scratch.text("run/ran").split(separator: "\n").count { $0 == name }
  }

  /// The sizes of the arrays that were submitted for tasks, in their order; the first job asks for the storage.
  func arrays() throws -> [String] {
    try slurm.calls.filter { $0.hasPrefix("sbatch") }.dropFirst().map { call in
      let script = String(call.split(separator: " ").last!)
      let text = try String(contentsOfFile: script, encoding: .utf8)
      return String(text.firstMatch(of: /--array=(\S+)/)!.1)
    }
  }
}
