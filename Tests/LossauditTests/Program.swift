import Foundation
import TestSupport

/// The built program, run as a user runs it.
struct Program {
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String

    /// Standard output as a JSON object.
    func object() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// It lies beside the test bundle.
  private static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("lossaudit")

  let folder: ScratchFolder

  /// Runs in `folder`, with no data set on the search path but those in `folder/data`.
  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    try start(arguments, environment: environment).wait()
  }

  /// A run that can be watched and stopped.
  ///
  /// `redirection` is the shell's, such as `>/dev/full`, and `preparation` what it does first, such as `ulimit`.
  func start(
    _ arguments: [String], environment: [String: String] = [:], redirection: String = "", preparation: String = ":"
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "\(preparation); exec \"$0\" \"$@\" \(redirection)", Self.executable.path] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = [
      "LOSSAUDIT_DATA": folder.path("data"), "HOME": folder.path("home"), "LANG": "C.UTF-8",
    ].merging(environment) { $1 }
    // Files, not pipes: a full pipe would stop the program. Hidden, so that they are no results.
    let stem = ".\(UUID().uuidString)"
    let paths = try ["out", "err"].map { try folder.write("", to: "\(stem).\($0)") }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: paths[0]))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: paths[1]))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return Running(process: process, output: paths[0], errors: paths[1])
  }

  struct Running {
    let process: Process
    fileprivate let output: String
    fileprivate let errors: String

    /// Waits until standard error holds `text`; false where the program ended without it.
    func wait(for text: String) -> Bool {
      while true {
        let isRunning = process.isRunning
        if read(errors).contains(text) { return true }
        if !isRunning { return false }
        usleep(2000)
      }
    }

    func wait() -> Outcome {
      process.waitUntilExit()
      return Outcome(code: process.terminationStatus, output: read(output), errors: read(errors))
    }

    private func read(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
  }
}
