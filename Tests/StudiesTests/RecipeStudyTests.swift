import Datasets
import Files
import Models
import TestSupport
import Testing
import Training

@testable import Studies

@Suite("A study by a recipe")
struct RecipeStudyTests {
  @Test("trains as the recipe says but for the overrides, and records what that came to")
  func study() throws {
    let scratch = try ScratchFolder()
    try SyntheticDigits.write(to: "digits", in: scratch)
    let path = try scratch.write(
      """
      name: recipe
      dataset: {name: mnist, folder: digits, validation: 16, normalisation: measured}
      architecture: wrn-10-1
      training: {recipe: paper/wrn, epochs: 2, batch_size: 16, schedule: {drop_after: [1]}, augmentation: {cutout: 4}}
      losses:
      - cross-entropy
      - {name: dense, loss: cross-entropy, training: {dropout: 0}}
      - name: evolved
        evolve: {population: 2, generations: 1, finalists: 0, finalist_seeds: 1, training: {epochs: 1}}
      attack: {epsilons: [0], limit: 8}
      slices: {one_dimensional: {points: 0}}
      """, to: "audit.yaml")
    let audit = try AuditFile.read(path)
    let folder = try RunFolder(scratch.path("run"), audit: audit)
    try withExtendedLifetime(folder) {
      try StudyRunner(audit: audit, folder: folder, threads: 2, console: Console(quiet: true)).run()
    }

    var expected = RecipeName.wideResNet.settings
    (expected.epochs, expected.batchSize, expected.schedule.dropAfter) = (2, 16, [1])
    expected.augmentation.cutout = 4
    let resolved = try String(decoding: scratch.data("run/audit.yaml"), as: UTF8.self)
    for line in [
      "learning_rate: 0.1", "weight_decay: 0.0005", "dropout: 0.3", "dropout: 0", "cutout: 4", "crop_padding: 4",
      "horizontal_flip: true", "factor: 0.2", "normalisation: measured",
    ] { #expect(resolved.contains("\(line)\n"), "\(line)") }
    #expect(!resolved.contains("paper/wrn"))

    let images = try StudyData(audit.dataset)
    for set in [images.training, images.evolutionTraining] {
      #expect(set.meanPixel == Normalisation.measured(on: images.training).mean)
    }
    for (name, dropout) in [("cross-entropy", 0.3), ("dense", 0), ("evolved", 0.3)] {
      let model = try ModelFile.read(scratch.path("run/models/\(name)/seed-1.safetensors.zst"))
      expected.dropout = dropout
      #expect(model.settings == expected, "\(name)")
      #expect(model.normalisation == Normalisation.measured(on: images.training))
      // The rate as the schedule multiplies it, not as it is written.
      #expect(model.history.map(\.learningRate) == [0.1, 0.1 * 0.2])
    }
    // Dropout is all that these two differ in.
    #expect(
      try ModelFile.read(scratch.path("run/models/cross-entropy/seed-1.safetensors.zst")).classifier.weights.values
        != ModelFile.read(scratch.path("run/models/dense/seed-1.safetensors.zst")).classifier.weights.values)
  }
}
