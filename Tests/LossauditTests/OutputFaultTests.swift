import Foundation
import TestSupport
import Testing

/// What cannot be written: a result is missed by whoever asked for it, a note by nobody.
@Suite("Output that cannot be written")
struct OutputFaultTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  @Test(
    "a result that standard output does not take is exit code 1 with the cause",
    arguments: [["loss", "describe", "mse"], ["loss", "describe", "mse", "--json", "-"], ["--help"], ["--version"]],
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
  func result(command: [String], fault: (redirection: String, cause: String)) throws {
    let outcome = try lossaudit.start(command, redirection: fault.redirection).wait()
    #expect(outcome.code == 1)
    #expect(
      outcome.errors == "lossaudit: standard output: the result cannot be written; found \(fault.cause)\n")
  }

  @Test(
    "notes and errors that nobody takes are dropped; exit code and result stay", arguments: ["2>/dev/full", "2>&-"])
  func notes(redirection: String) throws {
    #expect(try lossaudit.start(["loss", "describe", "none"], redirection: redirection).wait().code == 64)
    let trained = try Workshop.shared.get()
    let program = trained.lossaudit
    let command = ["attack", "model.safetensors.zst", "--attacks", "fgsm", "--epsilons", "8/255", "--json", "-"]
    let faulty = try program.start(command, redirection: redirection).wait()
    #expect(faulty.code == 0)
    #expect(try faulty.output == program.run(command).output)
  }

  @Test("with both closed there is no crash, and the file of --json has the result")
  func bothClosed() throws {
    let outcome = try lossaudit.start(["loss", "describe", "mse", "--json", "mse.json"], redirection: ">&- 2>&-").wait()
    #expect(outcome.code == 1)
    #expect(try lossaudit.folder.text("mse.json") == lossaudit("loss", "describe", "mse", "--json", "-").output)
  }

  @Test(
    "an output that cannot be written is told before the work",
    arguments: [
      ["attack", "none.safetensors", "--epsilons", "0", "--chart", "file/a.png"],
      ["attack", "none.safetensors", "--epsilons", "0", "--per-example", "file/a.csv"],
      ["attack", "none.safetensors", "--epsilons", "0", "--save-adversarial", "file/a.safetensors"],
      ["attack", "none.safetensors", "--epsilons", "0", "--charts", "file/a"],
      ["attack", "none.safetensors", "--epsilons", "0", "--output", "file/a"],
      ["attack", "none.safetensors", "--epsilons", "0", "--json", "file/a.json"],
      ["slice", "none.safetensors", "--chart", "file/a.png"],
      ["slice", "none.safetensors", "--write-directions", "file/a"],
      ["damage", "none.safetensors", "--chart", "file/a.png"],
      ["loss", "curve", "mse", "--chart", "file/a.png"],
    ])
  func outputsFirst(command: [String]) throws {
    try lossaudit.folder.write("precious", to: "file")
    let outcome = try lossaudit.run(command)
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errors == "lossaudit: \(command.last!): cannot be written; found Not a directory\n")
    #expect(try lossaudit.folder.text("file") == "precious")
  }

  @Test("an instruction set that does not exist is an error")
  func instructionSet() throws {
    let outcome = try lossaudit.run(["loss", "describe", "mse"], environment: ["LOSSAUDIT_ISA": "avx3"])
    #expect(outcome.code == 64)
    #expect(outcome.errors == "lossaudit: LOSSAUDIT_ISA: expected one of portable, avx2, avx512, found avx3\n")
  }
}
