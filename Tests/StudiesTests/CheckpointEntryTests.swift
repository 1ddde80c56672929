import Datasets
import Files
import Losses
import Robustness
import Testing
import Training

@testable import Studies

@Suite("The models that an audit file gives")
struct CheckpointEntryTests {
  private static func audit(_ text: String, _ overrides: [String] = []) throws -> AuditFile {
    try AuditFile.parse(text, path: "/folder/audit.yaml", overrides: overrides)
  }

  @Test("have the names of their files, or those they are given, and nothing is to be trained")
  func entries() throws {
    let audit = try Self.audit(
      """
      checkpoints:
      - a/best.safetensors.zst
      - {file: b/best.onnx, architecture: wrn-10-1, normalisation: none, loss: baikal}
      - {file: /models/my model.safetensors, normalisation: {mean: [0.5], std: [0.25]}, rename: [a=b], ignore: [c*, d]}
      - {file: other.safetensors, name: mine, normalisation: measured}
      """)
    #expect(audit.checkpoints.map(\.name) == ["a-best", "b-best", "my-model", "mine"])
    #expect(audit.checkpoints.map(\.file).first == "/folder/a/best.safetensors.zst")
    #expect(audit.checkpoints[1].loss == Loss(.baikal) && audit.checkpoints[1].normalisation == .some(.none))
    #expect(audit.checkpoints[2].ignore == ["c*", "d"])
    #expect(audit.checkpoints[3].normalisation == .from(.measured))
    #expect(!audit.trains && audit.models.map(\.name) == audit.checkpoints.map(\.name))
    #expect(audit.models.allSatisfy { $0.seed == nil })
    let stages = StudyStage.all(of: audit).filter { !$0.tasks.isEmpty }
    #expect(stages.map(\.name) == [.attacks, .slices, .report] && stages[0].modelCount == 4)
  }

  @Test(
    "of one file name have names of their own",
    arguments: [
      (["m.zst", "m.safetensors"], ["m", "m-2"]), (["a/m.safetensors", "b/m.safetensors"], ["a-m", "b-m"]),
      (["/m.safetensors", "/x/m.safetensors"], ["m", "x-m"]), (["é.safetensors", ".x.safetensors"], ["-", "x"]),
    ])
  func names(files: [String], names: [String]) {
    #expect(AuditFile.modelNames(files.map { (nil, $0) }) == names)
  }

  @Test(
    "are written so that they read back, without a word of trainings",
    arguments: [
      "checkpoints: [m.safetensors]",
      """
      dataset: {name: folder, classes: [b, a], colour: rgb}
      checkpoints: [{file: m, name: x, normalisation: {mean: [0.5], std: [0.25]}, loss: mse, ignore: ['a*'], rename: [a=b]}]
      damage: {kinds: [weight-noise, contrast], seed: 3, limit: 5}
      """,
    ])
  func written(text: String) throws {
    let audit = try Self.audit(text), yaml = try audit.yaml()
    #expect(try AuditFile.parse(yaml, path: "/elsewhere/audit.yaml") == audit)
    for word in ["training", "seeds", "losses: []", "architecture", "validation"] {
      #expect(!yaml.contains(word), "\(word)")
    }
  }

  @Test("stand beside losses, under names of their own")
  func mixed() throws {
    let audit = try Self.audit("losses: [mse]\nseeds: [3, 4]\ncheckpoints: [m.safetensors]\ndamage: {kinds: contrast}")
    #expect(audit.models.map(\.name) == ["mse", "mse", "m"] && audit.models.map(\.seed) == [3, 4, nil])
    #expect(audit.firstModels.map(\.seed) == [3, nil])
    #expect(
      try Self.audit("checkpoints: [m.safetensors]", ["checkpoints.0.loss=mse"]).checkpoints[0].loss?.name == "mse")
    #expect(try audit.overridden(by: ["seeds=7"]).models.map(\.seed) == [7, nil])
  }

  @Test(
    "are refused with the place and what is wrong",
    arguments: [
      ("checkpoints: [{name: a}]", "line 1: checkpoints[0].file: expected the model's file, found nothing"),
      (
        "checkpoints: [{file: m, normalisation: nine}]",
        "line 1: checkpoints[0].normalisation: expected none, standard, measured, or the numbers"
          + " {mean: [0.5], std: [0.25]}, found nine"
      ),
      (
        "losses: [mse]\ncheckpoints: [mse.safetensors]",
        "line 2: checkpoints: expected different names, found mse twice"
      ),
      (
        "checkpoints: [m]\narchitecture: wrn-10-1",
        "line 2: architecture: expected nothing, since nothing is trained, found wrn-10-1; say it of each of the checkpoints"
      ),
      (
        "checkpoints: [m]\ndataset: {normalisation: measured}",
        "line 2: dataset.normalisation: expected nothing, since nothing is trained, found measured; say it of each of the"
          + " checkpoints"
      ),
      ("checkpoints: [{file: m, rename: [ab]}]", "line 1: checkpoints: expected OLD=NEW, found ab"),
      (
        "losses: [mse]\ndataset: {classes: [a]}",
        "line 1: losses: expected none beside dataset.classes, found 1; models that are trained have the classes in the order"
          + " of the data"
      ),
    ])
  func refused(text: String, message: String) { AuditTexts.expectError(in: text, message) }
}
