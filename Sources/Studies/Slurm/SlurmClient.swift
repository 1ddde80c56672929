import Files
import Foundation

/// Slurm's own programs, and what they say.
struct SlurmClient: Sendable {
  /// Where the programs are; `nil` for the search path of the process.
  var folder: String?

  struct Outcome {
    var code: Int32
    var output: String
    var errors: String

    /// What the program says of a failure, in one line.
    var words: String {
      let lines = (errors + output).split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      return lines.isEmpty ? "exit code \(code)" : lines.joined(separator: " ")
    }
  }

  /// Throws a `FileError` where there is no such program.
  func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let process = Process(), output = Pipe(), errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [folder.map { "\($0)/\(program)" } ?? program] + arguments
    process.environment = Self.environment(ProcessInfo.processInfo.environment)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus != 127 else {
      throw FileError(
        program, "is not on this machine", expected: "Slurm's programs sbatch, squeue, scancel and scontrol",
        advice: "start the run where jobs are submitted, or set executor to local")
    }
    return Outcome(code: process.terminationStatus, output: text, errors: complaint)
  }

  /// `own` without what would change the programs' answers, and what a job around this process has set.
  static func environment(_ own: [String: String]) -> [String: String] {
    var environment = own.filter { name, _ in
      !name.hasPrefix("SQUEUE_") && (!name.hasPrefix("SLURM_") || ["SLURM_CONF", "SLURM_CLUSTERS"].contains(name))
    }
    // Lists of waiting tasks are cut after 64 characters else.
    environment["SLURM_BITSTR_LEN"] = "0"
    return environment
  }

  /// The number of the job that a script was submitted as.
  func submit(_ script: String) throws(SlurmRefusal) -> String {
    let outcome: Outcome
    do { outcome = try run("sbatch", ["--parsable", script]) } catch { throw .failed("\(error)") }
    let job = outcome.output.split { $0 == ";" || $0.isWhitespace }.first.map(String.init)
    if outcome.code == 0, let job, Int(job) != nil { return job }
    throw SlurmRefusal(outcome.words)
  }

  /// The tasks that wait or run of the jobs with these names; `nil` where Slurm does not answer.
  func queue(_ names: [String]) throws -> SlurmQueue? { try queue("--name=\(names.joined(separator: ","))") }

  /// The names that begin with `prefix` of this user's jobs that wait or run; none where Slurm does not answer.
  func names(beginningWith prefix: String) -> [String] {
    guard let queue = try? queue("--me") else { return [] }
    return queue.jobs.keys.filter { $0.hasPrefix(prefix) }.sorted()
  }

  private func queue(_ choice: String) throws -> SlurmQueue? {
    let outcome = try run("squeue", ["--noheader", "--format=%j|%i|%T|%r", choice])
    return outcome.code == 0 ? SlurmQueue(outcome.output) : nil
  }

  func cancel(_ names: [String]) {
    for name in names { _ = try? run("scancel", ["--name=\(name)"]) }
  }

  /// Takes back one task of a job.
  func cancel(_ index: Int, of job: String) { _ = try? run("scancel", ["\(job)_\(index)"]) }

  /// How many tasks an array of this cluster may have.
  ///
  /// Throws a `SlurmRefusal` where the controller says nothing, and a `FileError` where there is no Slurm.
  func largestArray() throws -> Int {
    let outcome = try run("scontrol", ["show", "config"])
    guard outcome.code == 0 else { throw SlurmRefusal(outcome.words) }
    let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    // Slurm's own default.
    return max(1, line?.split(separator: "=").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? 1001)
  }

  /// How Slurm says that a task ended, such as `State=TIMEOUT ExitCode=0:15 NodeList=n7`; `nil` where it has forgotten.
  func ending(_ job: String, _ index: Int) -> String? {
    let task = "\(job)_\(index)"
    if let outcome = try? run(
      "sacct", ["--noheader", "--parsable2", "--allocations", "--jobs=\(task)", "--format=State,ExitCode,NodeList"]),
      outcome.code == 0, let line = outcome.output.split(separator: "\n").last
    {
      return zip(["State", "ExitCode", "NodeList"], line.split(separator: "|")).map { "\($0)=\($1)" }
        .joined(separator: " ")
    }
    // A cluster without accounting remembers jobs for some minutes.
    guard let outcome = try? run("scontrol", ["--oneliner", "show", "job", task]), outcome.code == 0 else { return nil }
    let words = outcome.output.split(separator: " ").filter { word in
      ["JobState=", "Reason=", "ExitCode=", "NodeList="].contains { word.hasPrefix($0) }
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// Why `sbatch` took no job.
enum SlurmRefusal: Error, Equatable {
  /// There are too many jobs or tasks: fewer, or later, may be taken.
  case limit(String)
  /// The controller could not be asked; the job may have been taken all the same.
  case noAnswer(String)
  case failed(String)

  init(_ words: String) {
    func says(_ texts: [String]) -> Bool { texts.contains { words.localizedCaseInsensitiveContains($0) } }
    if says([
      "submit limit", "SubmitLimit", "SubmitJobsLimit", "MaxSubmit", "MaxJobCount", "array specification",
      "Resource temporarily unavailable", "job limit",
    ]) {
      self = .limit(words)
    } else if says([
      "Unable to contact", "timed out", "Connection refused", "Communication connection failure",
      "Transport endpoint", "Slurm temporarily unable",
    ]) {
      self = .noAnswer(words)
    } else {
      self = .failed(words)
    }
  }

  var words: String {
    switch self {
    case .limit(let words), .noAnswer(let words), .failed(let words): words
    }
  }
}
