import Checkpoints
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Studies

/// A finished run in which one file is not what its name says.
@Suite("A result planted in a run folder")
struct PlantedResultTests {
  struct Plant: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The file that is refused.
    var file: String
    /// How the refusal names the place and the problem.
    var words: String
    /// Files that must be missing for the planted one to be read.
    var missing: [String] = []
    /// Changes the files of a run, by their paths.
    var plant: @Sendable (inout [String: Data]) throws -> Void

    init(
      _ description: String, in file: String, _ words: String, missing: [String] = [],
      _ plant: @escaping @Sendable (inout [String: Data]) throws -> Void
    ) {
      (testDescription, self.file, self.words, self.missing, self.plant) = (description, file, words, missing, plant)
    }
  }

  private static func model(_ loss: String) -> String { "models/\(loss)/seed-1.safetensors.zst" }

  private static func checkpoint(_ data: Data, _ change: (inout Checkpoint) -> Void) throws -> Data {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.safetensors.zst"
      try AtomicFile.write(data, to: path)
      var checkpoint = try Checkpoint.read(path)
      change(&checkpoint)
      try checkpoint.write(to: path)
      return try AtomicFile.read(path)
    }
  }

  /// Another number for the first that stands behind `key`.
  private static func edited(_ data: Data, _ key: String) throws -> Data {
    let text = String(decoding: data, as: UTF8.self)
    let start = try #require(text.firstRange(of: "\"\(key)\" : ")).upperBound
    let number = try #require(text[start...].firstMatch(of: /[0-9.e-]+/)).range
    return Data(text.replacingCharacters(in: number, with: "0.123").utf8)
  }

  private static func edit(_ file: String, _ key: String, missing: [String] = []) -> Plant {
    Plant("hand-edited \(file)", in: file, "sha256: was changed after it was written", missing: missing) {
      $0[file] = try edited($0[file]!, key)
    }
  }

  private static func copy(_ from: String, to file: String, _ words: String) -> Plant {
    Plant("\(from) as \(file)", in: file, words) { $0[file] = $0[from] }
  }

  private static let search = "evolution/evolved"

  static let plants = [
    Plant(
      "another loss's model", in: model("cross-entropy"),
      "loss.label_smoothing: is the model of another training; expected 0, found 0.1"
    ) {
      $0[model("cross-entropy")] = $0[model("smooth")]
    },
    Plant("a model from elsewhere", in: model("smooth"), "does not say what it was made from") {
      $0[model("smooth")] = try checkpoint($0[model("smooth")]!) { $0.metadata["made_from"] = nil }
    },
    Plant(
      "a model of another version", in: model("smooth"),
      "version: is the model of another training; expected \(Version.current), found 0.1.9"
    ) {
      $0[model("smooth")] = try checkpoint($0[model("smooth")]!) {
        $0.metadata["made_from"] = $0.metadata["made_from"]!.replacing("\"\(Version.current)\"", with: "\"0.1.9\"")
      }
    },
    Plant("a weight that was changed", in: model("smooth"), "metadata sha256: was changed after it was written") {
      $0[model("smooth")] = try checkpoint($0[model("smooth")]!) { $0.tensors[0].values[0] += 0.5 }
    },
    Plant("metadata that were changed", in: model("smooth"), "metadata sha256: was changed after it was written") {
      $0[model("smooth")] = try checkpoint($0[model("smooth")]!) { $0.metadata["history"] = "[]" }
    },
    Plant("a history that was changed", in: "models/smooth/seed-1.history.json", "is not the history of the model") {
      let path = "models/smooth/seed-1.history.json"
      $0[path] = try edited($0[path]!, "training_accuracy")
    },
    edit("attacks/smooth/seed-1.json", "accuracy"),
    copy(
      "attacks/smooth/seed-1.json", to: "attacks/evolved/seed-1.json", "checkpoint: was made from something else"),
    edit("slices/smooth-line.json", "cross_entropy"), edit("slices/evolved-plane.json", "accuracy"),
    copy("slices/smooth-line.json", to: "slices/evolved-line.json", "checkpoint: was made from something else"),
    copy("slices/smooth-line.json", to: "slices/smooth-plane.json", "dimensions: was made from something else"),
    edit("\(search)/evolution.json", "fitness"), edit("\(search)/state.json", "fitness"),
    edit("\(search)/candidates/g001-c02.json", "fitness", missing: ["\(search)/state.json"]),
    edit(
      "\(search)/candidates/final-01-seed-01.json", "validation_accuracy", missing: ["\(search)/evolution.json"]),
  ]

  @Test(
    "is refused with what is wrong and stays; without it the run ends in the bytes of one that had none",
    arguments: plants)
  func refused(plant: Plant) throws {
    let study = try TinyStudy.finished.get(), name = UUID().uuidString
    var files = try study.scratch.files(below: "first")
    for path in plant.missing { files[path] = nil }
    try plant.plant(&files)
    for (path, data) in files { try study.scratch.write(data, to: "\(name)/\(path)") }

    let error = #expect(throws: FileError.self) { try study.run(name, threads: 1) }
    let path = study.scratch.path("\(name)/\(plant.file)")
    #expect(error?.path == path)
    #expect(error?.description.hasPrefix("\(path): \(plant.words)") == true, "\(error?.description ?? "")")
    #expect(error?.advice?.contains("remove") == true)
    #expect(try study.scratch.data("\(name)/\(plant.file)") == files[plant.file])
    #expect(try study.scratch.data("\(name)/results.json") == files["results.json"])

    try FileManager.default.removeItem(atPath: path)
    try study.run(name, threads: 2)
    let lost = plant.file.hasSuffix("history.json") ? plant.file : nil
    #expect(try study.results(name) == study.results("first").filter { $0.key != lost })
  }
}
