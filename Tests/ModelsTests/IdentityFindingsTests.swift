import Datasets
import Files
import TestSupport
import Testing

@testable import Models

@Suite("Identity of findings on a model")
struct IdentityFindingsTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.write("weights", to: "model")
    try scratch.write("other weights", to: "other")
  }

  private func identity(
    _ file: String = "model", mean: Float = 0.25, images: Int = 8, precision: Precision = .usual, seed: Int = 1
  ) throws -> Identity {
    try Identity(
      ofFindingsOn: scratch.path(file),
      as: TinyImages.network(normalisation: Normalisation(mean: [mean], standardDeviation: [0.5])),
      images: TinyImages.images(images, seed: 1), dataset: "tiny", precision: precision, settings: ["seed": seed])
  }

  @Test("names the model's file, the network in force, the images, the precision and the settings")
  func differences() throws {
    let own = try identity()
    #expect(own.values["checkpoint"] == Digest.sha256(Array("weights".utf8)) && own.values["dataset"] == "tiny")
    for (other, place) in [
      (try identity("other"), "checkpoint"), (try identity(mean: 0.5), "network.mean.0"),
      (try identity(images: 4), "images"), (try identity(precision: .precise), "precise"),
      (try identity(seed: 2), "seed"),
    ] {
      let error = #expect(throws: FileError.self) { try own.require(other, in: "f", else: "differs", advice: "") }
      #expect(error?.place == place)
    }
  }
}
