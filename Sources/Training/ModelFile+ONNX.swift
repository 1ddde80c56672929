import Datasets
import Files
import GraphImport
import Models
import Tensors

extension ModelFile {
  /// Whether the file at `path` is read as an ONNX file, by its name.
  public static func isONNX(_ path: String) -> Bool { path.lowercased().hasSuffix(".onnx") }

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
    let stated = try overrides.normalisation?.normalisation(
      channels: known?.shape.channels, dataset: overrides.dataset, images: overrides.images, path: path)
    let isStated = overrides.normalisation != nil && overrides.normalisation != StatedNormalisation.none
    let imported = try ImportedModel(contentsOf: path, images: known?.shape, pixels: isStated ? stated : nil)
    var notes = imported.notes
    if let own = imported.normalisation {
      guard !isStated else {
        throw FileError(
          path, "pixels would be normalised twice", expected: "--normalisation none, or no such flag",
          found: "a normalisation in the graph too, by means \(own.mean) and deviations \(own.standardDeviation)")
      }
      notes.append(
        "The graph normalises pixels itself, by means \(own.mean) and deviations \(own.standardDeviation); nothing is added before it."
      )
      normalisation = own
    } else if let stated {
      normalisation = stated
      notes.append(stated.note(source: "was stated"))
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
