import Datasets
import Files
import Models
import Robustness
import Studies
import Training

/// What a user should know who asks a model about images that may not be like those of its training.
extension ModelOptions {
  /// Says where the images are read in another way than those of the model's training; see `ModelFile.note`.
  func noteReading(of model: ModelFile, _ path: String, console: Console) throws {
    if let note = try model.note(onImagesReadBy: data.reading.options(), path: path) { console.log("note: \(note)") }
  }

  /// Says on the console where another normalisation, or another order of the classes, fits the model far better.
  func noteMisfit(
    of model: ModelFile, on images: ImageSet, _ facts: DatasetFacts, _ engine: Engine, console: Console
  ) {
    let hints = [
      NormalisationHint.text(of: model, on: images, usual: facts.normalisation, engine: engine),
      model.classifier.orderHint(on: images, names: facts.classNames, engine: engine),
    ]
    for hint in hints.compactMap({ $0 }) { console.log("note: \(hint)") }
  }
}
