import Datasets
import Files
import GraphImport
import Models
import Tensors

extension ModelFile {
  /// A model from an ONNX file, which has its own graph.
  ///
  /// Pixels are normalised as the graph itself does it first, or as the user states it: never by guess. Throws a
  /// `FileError` where neither says how, or both do.
  init(onnx path: String, overrides: Overrides) throws {
    if let architecture = overrides.architecture {
      throw FileError(
        path, "an ONNX file has its own architecture", expected: "no --architecture", found: architecture)
    }
    let known = try overrides.facts ?? overrides.dataset.flatMap { try DatasetName(parsing: $0).facts }
    let channels = known?.shape.channels ?? 3
    let stated = try overrides.normalisation?.normalisation(channels: channels, known: known, path: path)
    let isStated = overrides.normalisation != nil && overrides.normalisation != StatedNormalisation.none
    let imported = try ImportedModel(
      contentsOf: path, images: known?.shape,
      pixels: isStated ? stated.map { PixelMoments(mean: $0.mean, standardDeviation: $0.standardDeviation) } : nil)
    var notes = imported.notes
    if let own = imported.normalisation {
      guard !isStated else {
        throw FileError(
          path, "pixels would be normalised twice", expected: "--normalisation none, or no such flag",
          found: "a normalisation in the graph too, by means \(own.mean) and deviations \(own.standardDeviation)")
      }
      notes.append("The graph normalises pixels itself, by means \(own.mean) and deviations \(own.standardDeviation).")
      normalisation = Normalisation(mean: own.mean, standardDeviation: own.standardDeviation)
    } else if let stated {
      normalisation = stated
    } else {
      throw FileError(
        path, "nothing says how the model's pixels are normalised",
        advice: "write --normalisation none where it takes pixels from 0 to 1 as they are, --normalisation standard for"
          + " the data set's usual constants, --normalisation measured for those of its images, or --mean and --std")
    }
    classifier = try imported.classifier()
    dataset = overrides.dataset
    loss = overrides.loss
    history = []
    self.notes = notes
  }
}
