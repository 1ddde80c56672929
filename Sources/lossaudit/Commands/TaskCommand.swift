import ArgumentParser
import Files
import Foundation
import Studies
import Tensors

struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Do one task of a run, as a cluster's job does.",
    discussion: """
      A run whose executor is slurm writes such files, and so does a run with
      the flag --print-manifest. The task leaves one result in the run's folder,
      whole or not at all, and its path on standard output. A task whose result
      is there does nothing.

      Exit codes:
          0  done, now or before
          1  failed for good: bad data, a file of other work, another version
         64  the command line is wrong
         75  failed, and may succeed another time or elsewhere: a full disk, a
             device that failed, too little memory, a result that another
             process is making
        130  interrupted; the same command goes on

      Example:
        lossaudit task runs/quickstart/tasks/0002/17.json --threads 1
      """)

  @Argument(help: "The task file.") var file: String

  @Option(help: ArgumentHelp("Threads to use. (default: all cores that the process may use)", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print no progress and no log.") var quiet = false

  /// sysexits.h's `EX_TEMPFAIL`.
  private static let temporary = ExitCode(75)

  func validate() throws {
    guard (1...1024).contains(threads ?? 1) else {
      throw ValidationError("--threads: expected a number from 1 to 1024, found \(threads!)")
    }
  }

  func run() throws {
    Interruption.listen()
    let result: String
    do {
      result = try TaskFile.run(file, threads: threads ?? UsableCores.count, console: Console(quiet: quiet))
    } catch let error as FileError where error.mayPass {
      Output.note("lossaudit: \(error)\n")
      throw Self.temporary
    }
    try Output.line(result)
  }
}
