import Files
import Losses
import Testing

@testable import LossEvolution
@testable import Studies

@Suite("A study's stages")
struct StudyStageTests {
  static let audit = Result {
    try AuditFile.parse(
      """
      losses:
      - mse
      - {name: found, evolve: {epsilon: 8/255, population: 2, generations: 1}}
      seeds: [3, 5]
      slices: {one_dimensional: {points: 5}, two_dimensional: {points: 3}}
      """, path: "audit.yaml")
  }

  @Test("are lists of tasks that follow from the audit file alone")
  func tasks() throws {
    #expect(
      StudyStage.all(of: try Self.audit.get()) == [
        StudyStage(name: .evolution, tasks: [.evolve(loss: "found")]),
        StudyStage(
          name: .training,
          tasks: [
            .train(loss: "mse", seed: 3), .train(loss: "mse", seed: 5), .train(loss: "found", seed: 3),
            .train(loss: "found", seed: 5),
          ]),
        StudyStage(
          name: .attacks,
          tasks: [
            .audit(loss: "mse", seed: 3), .audit(loss: "mse", seed: 5), .audit(loss: "found", seed: 3),
            .audit(loss: "found", seed: 5),
          ]),
        StudyStage(name: .damage, tasks: []), StudyStage(name: .certification, tasks: []),
        StudyStage(
          name: .slices,
          tasks: [
            .slice(loss: "mse", seed: 3, shape: .line), .slice(loss: "mse", seed: 3, shape: .plane),
            .slice(loss: "found", seed: 3, shape: .line), .slice(loss: "found", seed: 3, shape: .plane),
          ]),
        StudyStage(name: .sharpness, tasks: []), StudyStage(name: .report, tasks: [.report]),
      ])
  }

  @Test("have no tasks where nothing is asked for")
  func empty() throws {
    let audit = try AuditFile.parse("losses: [mse]\nslices: {one_dimensional: {points: 0}}", path: "audit.yaml")
    #expect(
      StudyStage.all(of: audit).filter { $0.tasks.isEmpty }.map(\.name) == [
        .evolution, .damage, .certification, .slices, .sharpness,
      ])
  }

  @Test("need files of earlier stages alone, and no two tasks write the same file")
  func order() throws {
    let audit = try Self.audit.get()
    var written: Set<String> = []
    for stage in StudyStage.all(of: audit) {
      for task in stage.tasks { #expect(written.isSuperset(of: task.reads(in: audit)), "\(task)") }
      for task in stage.tasks { #expect(written.insert(task.writes).inserted, "\(task)") }
    }
  }

  @Test("a task says what it reads and what it writes")
  func files() throws {
    let audit = try Self.audit.get()
    let candidate = CandidateTask(
      search: "", generation: 1, index: 2, parameters: [], seeds: [], epochs: 1, invariant: .exact,
      file: "candidates/g001-c02.json")
    let record = "evolution/found/evolution.json", model = "models/found/seed-3.safetensors.zst"
    let cases: [(task: StudyTask, reads: [String], writes: String)] = [
      (.evolve(loss: "found"), [], record),
      (.score(loss: "found", candidate: candidate), [], "evolution/found/candidates/g001-c02.json"),
      (.train(loss: "mse", seed: 5), [], "models/mse/seed-5.safetensors.zst"),
      (.train(loss: "found", seed: 3), [record], model),
      (.audit(loss: "found", seed: 3), [record, model], "attacks/found/seed-3.json"),
      (.slice(loss: "found", seed: 3, shape: .plane), [record, model], "slices/found-plane.json"),
      (.sharpness(loss: "found", seed: 3), [record, model], "sharpness/found/seed-3.json"),
    ]
    for (task, reads, writes) in cases {
      #expect(task.reads(in: audit) == reads && task.writes == writes, "\(task)")
      #expect(try StableJSON.decode(StudyTask.self, from: StableJSON.encode(task), path: "task.json") == task)
    }
    #expect(StudyTask.report.writes == "report.html" && StudyTask.report.reads(in: audit).count == 13)
  }
}
