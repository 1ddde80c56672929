import Files
import TestSupport
import Testing

@testable import Studies

@Suite("A study's plan")
struct StudyPlanTests {
  private func plan(_ overrides: [String] = []) throws -> [String] {
    try StudyPlan(AuditFile.parse(TinyStudy.audit, path: "audit.yaml", overrides: overrides), in: "nowhere").lines
  }

  @Test("is told in words, without running")
  func words() throws {
    #expect(
      try plan() == [
        "evolve evolved: fgsm at ε 0.1, 1 generation of 3, 1 epoch each; a candidate costs 1 training of 1 epoch on "
          + "all training images, then 16 validation images forward, and each of them through at most 2 forward and 1 "
          + "backward pass of the attack",
        "train 3 models: cross-entropy, smooth, evolved, seeds 1",
        "attack 3 models: fgsm through own, cross-entropy, dlr at L∞ ε 0, 8/255, 0.2",
        "slice 3 models: 3 points on a line, 9 on a plane", "write charts, results.json, results.csv and report.html",
      ])
  }

  @Test("says that a surrogate decides how many candidates are trained")
  func surrogate() throws {
    #expect(
      try plan(["evolution.surrogate=true"])[0].hasPrefix(
        "evolve evolved: fgsm at ε 0.1, 1 generation of 3, 1 epoch each, as many of them as the surrogate needs; a "
          + "candidate costs"))
  }

  @Test("says what is trained under attack")
  func adversarial() throws {
    let plan = try plan([
      "losses.smooth.training.adversarial={attack: pgd, epsilon: 8/255}",
      "losses.evolved.evolve.training.adversarial={attack: fgsm, epsilon: 0.1}",
    ])
    #expect(plan[0].contains("1 epoch each against fgsm at ε 0.1; a candidate"))
    #expect(plan[1] == "train 3 models: cross-entropy, smooth against pgd at ε 8/255, evolved, seeds 1")
  }

  @Test("says what learns interval bounds")
  func certified() throws {
    let plan = try plan([
      "architecture=all-cnn-mini", "losses.smooth.training={certified: ibp, certified_epsilon: 0.1}",
    ])
    #expect(plan[1] == "train 3 models: cross-entropy, smooth with interval bounds at ε 0.1, evolved, seeds 1")
  }

  @Test("a folder whose run has other data is refused, as a start refuses it")
  func otherData() throws {
    let finished = try TinyStudy.finished.get(), other = try TinyStudy()
    for name in ["run.json", "audit.yaml"] {
      try other.scratch.write(finished.scratch.data("first/\(name)"), to: "run/\(name)")
    }
    try SyntheticDigits.write(to: "digits", in: other.scratch, training: 81)
    let path = other.scratch.path("run")
    let planned = #expect(throws: FileError.self) { try StudyPlan(other.audit, in: path) }
    let started = #expect(throws: FileError.self) { try other.run("run", threads: 1) }
    #expect(planned?.problem == "the run was made with other data" && planned == started)
  }

  @Test("a folder in use is refused, with --fresh too")
  func inUse() throws {
    let study = try TinyStudy(), path = study.scratch.path("run")
    let folder = try RunFolder(path, audit: study.audit)
    try study.scratch.write(study.audit.yaml(), to: "run/audit.yaml")
    withExtendedLifetime(folder) {
      for fresh in [false, true] {
        let error = #expect(throws: FileError.self) { try StudyPlan(study.audit, in: path, fresh: fresh) }
        #expect(error?.path == path && error?.problem == "the run folder is in use")
      }
    }
  }

  @Test("counts models over seeds, of which the first one's are sliced, and leaves out what is not done")
  func seeds() throws {
    let plan = try plan(["seeds=[1, 2]", "slices.one_dimensional.points=0"])
    #expect(plan[1].hasPrefix("train 6 models: ") && plan[1].hasSuffix("seeds 1, 2"))
    #expect(plan[2].hasPrefix("attack 6 models: "))
    #expect(plan[3] == "slice 3 models: 0 points on a line, 9 on a plane")
    let short = try self.plan(["slices.one_dimensional.points=0", "slices.two_dimensional.points=0"])
    #expect(short.count == plan.count - 1 && short.last == plan.last)
  }
}
