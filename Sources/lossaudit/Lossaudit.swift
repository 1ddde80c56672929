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
    // Help is wrapped at 80 columns, which would tear longer lines of these examples apart.
    discussion: """
      One audit file in, one run folder out:
        lossaudit run audits/quickstart/audit.yaml

      A checkpoint of yours, the whole report of it, or attacks alone:
        lossaudit audit model.safetensors.zst
        lossaudit attack model.safetensors --architecture all-cnn-c \\
          --dataset fashion-mnist --epsilons 0,2/255,8/255

      Results go to standard output, progress to standard error. Attack
      strengths ε are in pixel units, where a pixel is 0 to 1: 8/255 or 0.031.
      Nothing is printed in colour, so that NO_COLOR changes nothing.
      lossaudit help --man prints the manual page.

      Exit codes:
          0  done
          1  failed: bad data, no such file, a training that diverged
          3  done, but --fail-below was not met
         64  the command line is wrong; nothing was touched
        130  interrupted
      """,
    version: Version.current,
    subcommands: [
      InitCommand.self, RunCommand.self, StatusCommand.self, AuditCommand.self, TrainCommand.self, EvolveCommand.self,
      AttackCommand.self, MergeCommand.self, DamageCommand.self, CertifyCommand.self, SliceCommand.self,
      SharpnessCommand.self, LossCommand.self, TaskCommand.self, ReportCommand.self, CompareCommand.self,
      FigureCommand.self, CheckpointCommand.self, DatasetCommand.self, BenchmarkCommand.self,
    ])

  static func main() {
    Output.prepare()
    // Commands that can go on say so as soon as they begin.
    Interruption.endAtOnce()
    requireInstructionSet()
    if CommandLine.arguments.dropFirst() == ["help", "--man"] { printManual() }
    var command: any ParsableCommand
    do {
      try requireCommand(CommandLine.arguments.dropFirst().first)
      try SpacedList.refuse(in: Array(CommandLine.arguments.dropFirst()))
      command = try parseAsRoot()
    } catch {
      if exitCode(for: error) == .validationFailure { requireFlags(CommandLine.arguments.dropFirst()) }
      end(with: error)
    }
    do { try command.run() } catch let error as FileError where !error.path.hasPrefix("--") {
      fail("\(error)", code: 1)
    } catch is Interrupted {
      fail("interrupted; the same command goes on where this one stopped", code: 130)
    } catch let error as FileError {
      // A flag is at fault, not a file.
      misuse("\(error)", of: type(of: command))
    } catch let error as ValidationError {
      misuse(error.message, of: type(of: command))
    } catch {
      end(with: error)
    }
  }

  private static func printManual() -> Never {
    do {
      try Output.line(String(ManualPage(HelpDump(json: _dumpHelp()), version: Version.current).source.dropLast()))
    } catch { fail("\(error)", code: 1) }
    Foundation.exit(0)
  }

  /// A mistyped instruction set must not time or audit another one than the user believes.
  private static func requireInstructionSet() {
    let names = ["portable", "avx2", "avx512"], variable = "LOSSAUDIT_ISA"
    guard let name = ProcessInfo.processInfo.environment[variable], !names.contains(name) else { return }
    fail("\(variable): expected one of \(names.joined(separator: ", ")), found \(name)", code: 64)
  }

  /// A mistyped command is told by its nearest name: the parser takes it for an argument too many.
  private static func requireCommand(_ name: String?) throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let name, !name.hasPrefix("-"), !names.contains(name) else { return }
    throw ValidationError(
      "no such command \"\(name)\""
        + (NearestName.of(name, in: names).map { "; did you mean \"\($0)\"?" }
          ?? "; expected \(names.joined(separator: ", "))"))
  }

  /// A mistyped flag is told by its nearest name: the parser speaks of the required flag that it stands for as missing.
  private static func requireFlags(_ arguments: ArraySlice<String>) {
    var command: any ParsableCommand.Type = self
    for word in arguments {
      guard let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word }) else {
        break
      }
      command = next
    }
    let known = helpMessage(for: command).split { !$0.isLetter && $0 != "-" }.filter { $0.hasPrefix("--") }.map(
      String.init)
    for argument in arguments where argument.hasPrefix("--") && argument.count > 2 {
      let flag = String(argument.prefix { $0 != "=" })
      let longer = flag.count > 4 ? known.filter { $0.hasPrefix(flag) }.min { $0.count < $1.count } : nil
      guard !known.contains(flag), let nearest = longer ?? NearestName.of(flag, in: known) else { continue }
      misuse("\(flag): no such option; did you mean \(nearest)?", of: command)
    }
  }

  private static func misuse(_ text: String, of command: any ParsableCommand.Type) -> Never {
    let usage = usageString(for: command)
    let name = usage.split(separator: " ").prefix { $0.first?.isLetter == true }.joined(separator: " ")
    fail("\(text)\nUsage: \(usage)\n  See '\(name) --help' for more information.", code: 64)
  }

  private static func fail(_ text: String, code: Int32) -> Never {
    // On a terminal a progress line may stand where this begins.
    if isatty(STDERR_FILENO) == 1 { Output.clearLine() }
    Output.note("lossaudit: \(text)\n")
    Foundation.exit(code)
  }

  /// Ends with what the parser has to say: help and versions are results, the rest is an error like any other.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error).rawValue, text = fullMessage(for: error)
    guard !text.isEmpty else { Foundation.exit(code) }
    guard code == 0 else { fail(String(text.trimmingPrefix("Error: ")), code: code) }
    do { try Output.line(text) } catch { fail("\(error)", code: 1) }
    Foundation.exit(0)
  }
}

/// What the user typed is wrong: exit code 64, with the usage of the command.
func usage<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as FileError { throw ValidationError("\(error)") }
}
