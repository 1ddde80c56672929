import Checkpoints
import Files
import Foundation
import LossLandscapes
import Losses
import Models
import Reports
import Robustness
import Tensors
import TestSupport
import Testing
import Training

@testable import Studies

/// Models of the tiny study, given to another audit.
@Suite("An audit of models that are given")
struct GivenModelTests {
  let scratch: ScratchFolder
  let source: TinyStudy

  init() throws {
    source = try TinyStudy.finished.get()
    scratch = try ScratchFolder()
    try SyntheticDigits.write(to: "digits", in: scratch)
    for (loss, file) in [("cross-entropy", "a/best"), ("smooth", "b/best")] {
      try scratch.write(
        source.scratch.data("first/models/\(loss)/seed-1.safetensors.zst"), to: "\(file).safetensors.zst")
    }
  }

  /// The checkpoint under another name, as a file from elsewhere that says nothing of its training.
  private func bare(_ name: String, _ change: (inout Checkpoint) -> Void = { _ in }) throws -> String {
    var checkpoint = try Checkpoint.read(scratch.path("a/best.safetensors.zst"))
    checkpoint.metadata = checkpoint.metadata.filter { $0.key == "input" }
    change(&checkpoint)
    let path = scratch.path(name)
    try checkpoint.write(to: path)
    return path
  }

  @Test("a model of another data set is said to be one")
  func otherDataset() throws {
    let path = try bare("foreign.safetensors") { $0.metadata["dataset"] = "fashion-mnist" }
    let data = try StudyData(audit("[{file: \(path), architecture: preresnet-8}]"))
    #expect(
      data.givenNotes.contains("foreign: the file names the data set fashion-mnist, the images are of mnist"),
      "\(data.givenNotes)")
  }

  private func audit(_ checkpoints: String, _ more: String = "") throws -> AuditFile {
    try AuditFile.read(
      scratch.write(
        """
        name: given
        dataset: {name: mnist, folder: digits}
        checkpoints: \(checkpoints)
        attack: {epsilons: [0, 8/255], limit: 16}
        damage: {kinds: [contrast, weight-noise], limit: 8}
        slices: {limit: 8, one_dimensional: {points: 3}, two_dimensional: {points: 2}}
        \(more)
        """, to: "audit.yaml"))
  }

  private func run(_ audit: AuditFile, in name: String = "run") throws {
    let folder = try RunFolder(scratch.path(name), audit: audit)
    try withExtendedLifetime(folder) {
      try StudyRunner(audit: audit, folder: folder, threads: 2, console: Console(quiet: true)).run()
    }
  }

  private func results() throws -> StudyResults { try StudyResults.read(scratch.path("run/results.json")) }

  @Test("attacks, damages and cuts each of them, and speaks of no training; run again, it does nothing")
  func whole() throws {
    let audit = try audit("[a/best.safetensors.zst, b/best.safetensors.zst]")
    try run(audit)
    let results = try results()
    #expect(results.losses.map(\.name) == ["a-best", "b-best"] && results.architecture == nil)
    #expect(results.losses.map { $0.loss?.name } == ["cross-entropy", "baikal"])
    #expect(results.losses[1].checkpoint?.file == "best.safetensors.zst")
    #expect(results.losses[1].checkpoint?.architecture == "preresnet-8")
    for loss in results.losses {
      #expect(loss.models.map(\.seed) == [nil] && loss.models[0].history.isEmpty && loss.models[0].training == nil)
      #expect(loss.damage?.curves.map(\.damage) == ["contrast", "weight-noise"] && loss.damage?.total == 8)
      #expect(loss.slice?.points.count == 3 && loss.plane?.points.count == 4)
    }
    // The same figures as in the study that trained the model.
    let trained = try StudyResults.read(source.scratch.path("first/results.json")).losses[0].models[0]
    #expect(results.losses[0].models[0].testAccuracy == trained.testAccuracy)
    #expect(results.losses[0].models[0].attack.clean == trained.attack.clean)

    let page = try scratch.text("run/report.html")
    for word in ["training images", "seed 1</th>", "training.png", "evolution", "Means over seeds", "finished"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("2 models from files on mnist:\n24 test images.") && page.contains("damage-a-best.png"))
    #expect(try !page.contains(scratch.path) && !scratch.text("run/results.json").contains(scratch.path))
    let written = try scratch.files(below: "run")
    #expect(written.keys.allSatisfy { !$0.hasPrefix("models") && !$0.contains("unfinished") })

    try run(AuditFile.read(scratch.path("run/audit.yaml")))
    let again = try scratch.files(below: "run")
    #expect(again.filter { $0.key != "run.json" } == written.filter { $0.key != "run.json" })
    let record = try StableJSON.decode(RunRecord.self, from: scratch.data("run/run.json"), path: "run.json")
    #expect(record.sessions.last?.stages.map(\.name) == ["attacks", "damage", "slices", "report"])
  }

  @Test("refuses another file under the name of one that was audited")
  func otherFile() throws {
    let audit = try audit("[a/best.safetensors.zst]", "precise: true")
    try run(audit)
    try scratch.write(scratch.data("b/best.safetensors.zst"), to: "a/best.safetensors.zst")
    let error = #expect(throws: FileError.self) { try run(audit) }
    #expect(error?.path == scratch.path("run/run.json") && error?.problem == "the run was made from something else")
    #expect(error?.place?.hasPrefix("checkpoints.best.") == true, "\(error?.place ?? "")")
  }

  @Test("of a model whose loss nobody knows says so, and follows no own loss")
  func unknownLoss() throws {
    _ = try bare("bare.safetensors")
    try run(audit("[{file: bare.safetensors, architecture: preresnet-8, normalisation: none}]"))
    let loss = try results().losses[0]
    #expect(
      loss.name == "bare" && loss.loss == nil && loss.checkpoint?.mean == [0]
        && loss.checkpoint?.standardDeviation == [1])
    #expect(loss.models[0].attack.curves.map(\.label.loss) == ["cross-entropy", "dlr"])
    #expect(loss.models[0].attack.checks.first { $0.name == "own-loss-vs-cross-entropy" }?.verdict == .notRun)
    let json = try #require(JSONSerialization.jsonObject(with: scratch.data("run/results.json")) as? [String: Any])
    let entry = try #require((json["losses"] as? [[String: Any]])?.first)
    #expect(
      entry["loss"] is NSNull && (entry["checkpoint"] as? [String: Any])?["file"] as? String == "bare.safetensors")
    let page = try scratch.text("run/report.html")
    #expect(
      !page.contains("<h2>Losses</h2>") && !page.contains("loss-shapes.png") && page.contains("1 model from a file on"))
    #expect(try scratch.text("run/results.csv").contains("\nbare,,,bare.safetensors,none,"))
  }

  @Test("stands beside losses that are trained, in one table")
  func mixed() throws {
    let audit = try audit(
      "[b/best.safetensors.zst]",
      "losses: [mse]\narchitecture: preresnet-8\ntraining: {epochs: 1, batch_size: 16}\nseeds: [1, 2]")
    var small = audit
    small.dataset.validation = 16
    try run(small)
    let results = try results()
    #expect(results.losses.map(\.name) == ["mse", "best"] && results.losses.map(\.models.count) == [2, 1])
    #expect(results.architecture == .preResNet(depth: 8) && results.losses[0].checkpoint == nil)
    let page = try scratch.text("run/report.html")
    #expect(page.contains("weights, and 1 model from a file, on mnist:") && page.contains("2 seeds"))
    #expect(page.contains("<th scope=\"row\">best</th>") && page.contains("<th scope=\"row\">mse</th>"))
  }

  @Test("refuses models of other classes or images, and names both")
  func others() throws {
    let path = try bare("eleven.safetensors") {
      for i in $0.tensors.indices where $0.tensors[i].shape.first == 10 {
        let values = $0.tensors[i].values
        $0.tensors[i].values = values + values.prefix(values.count / 10)
        $0.tensors[i].shape[0] = 11
      }
    }
    let both = try audit("[a/best.safetensors.zst, {file: eleven.safetensors, architecture: preresnet-8}]")
    let error = #expect(throws: FileError.self) { try run(both) }
    #expect(error?.path == path && error?.problem == "the models do not have the same classes")
    #expect(error?.expected == "10, as of \(scratch.path("a/best.safetensors.zst"))" && error?.found == "11")

    _ = try bare("large.safetensors") { $0.metadata["input"] = $0.metadata["input"]!.replacing("12", with: "16") }
    let sizes = try audit("[a/best.safetensors.zst, {file: large.safetensors, architecture: preresnet-8}]")
    let other = #expect(throws: FileError.self) { try run(sizes) }
    #expect(
      other?.path == scratch.path("large.safetensors") && other?.problem == "the models do not take the same images")
    #expect(other?.expected?.hasSuffix(", as of \(scratch.path("a/best.safetensors.zst"))") == true)
  }
}
