import ArgumentParser
import Files
import Foundation
import Studies

/// The program: parses, calls, prints, and turns errors into exit codes.
@main
struct Lossaudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lossaudit",
    abstract: "Says how robust an image classifier is, evolves losses that make it more so, and pictures its minimum.",
    discussion: """
      One audit file in, one run folder out:   lossaudit run audits/quickstart/audit.yaml
      A checkpoint of yours:                   lossaudit attack model.safetensors --architecture all-cnn-c \\
                                                 --dataset fashion-mnist --epsilons 0,2/255,8/255

      Results go to standard output, progress to standard error. Attack strengths are in pixel units: 8/255 or 0.031.
      Exit codes: 0 done, 1 failed, 3 a threshold that you stated was not met, 64 usage error, 130 interrupted.
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self, TrainCommand.self, EvolveCommand.self, AttackCommand.self, SliceCommand.self, LossCommand.self,
      ReportCommand.self, CheckpointCommand.self, DatasetCommand.self, BenchmarkCommand.self,
    ])

  static func main() {
    // A reader that goes away (| head) ends a command quietly, as everywhere on Unix.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as FileError {
      fail("\(error)", code: 1)
    } catch is Interrupted {
      fail("interrupted; the same command goes on where this one stopped", code: 130)
    } catch {
      exit(withError: error)
    }
  }

  private static func fail(_ text: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("\rlossaudit: \(text)\n".utf8))
    Foundation.exit(code)
  }
}

/// What the user typed is wrong: exit code 64, with the usage of the command at fault.
func usage<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as FileError { throw ValidationError("\(error)") }
}
