import Foundation
import TestSupport
import Testing

@Suite("init and status commands")
struct InitCommandTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  @Test("what init writes is accepted by run --dry-run, and printed text is the same as the file")
  func accepted() throws {
    let printed = try lossaudit("init", "--dataset", "cifar-10")
    let written = try lossaudit("init", "--dataset", "cifar-10", "-o", "audit.yaml")
    #expect(printed.code == 0 && written.code == 0 && written.output == "audit.yaml\n")
    #expect(written.errors.contains("not on the search path"))
    #expect(try String(contentsOfFile: lossaudit.folder.path("audit.yaml"), encoding: .utf8) == printed.output)
    let plan = try lossaudit("run", "audit.yaml", "--dry-run")
    #expect(plan.code == 0 && plan.output.contains("- train 2 models: cross-entropy, baikal, seeds 1"))
  }

  @Test("a file that is there is not written over, and unknown names are usage errors")
  func refused() throws {
    try lossaudit.folder.write("mine", to: "audit.yaml")
    #expect(try lossaudit("init", "--output", "audit.yaml").code == 1)
    #expect(try String(contentsOfFile: lossaudit.folder.path("audit.yaml"), encoding: .utf8) == "mine")
    #expect(try lossaudit("init", "--dataset", "cifar-11").code == 64)
    #expect(try lossaudit("init", "--architecture", "vgg").code == 64)
  }

  @Test("status of a folder that is no run is an error that names it")
  func noRun() throws {
    let outcome = try lossaudit("status", "nowhere")
    #expect(outcome.code == 1 && outcome.errors.contains("nowhere: is not a run folder"))
  }
}
