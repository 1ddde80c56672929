import Datasets
import Files
import Models
import Robustness
import Studies
import Training

/// What a user should know who asks a model about images that may not be like those of its training.
extension ModelOptions {
  /// Throws where the model was trained on another range of 16-bit samples than the images were read with. Where the user
  /// has named the range, it is only said.
  func requireBits(of model: ModelFile, _ path: String, console: Console) throws {
    guard model.dataset == DatasetName.folder.rawValue, model.bits != data.bits else { return }
    guard let given = data.bits else {
      throw FileError(
        path, at: "metadata bits", "the model was trained on images of another range",
        expected: "\(model.bits!) bits of each 16-bit sample", found: "all 16",
        advice: "read the images with --bits \(model.bits!)")
    }
    // A model from elsewhere says nothing of it.
    guard model.bits != nil || model.settings != nil else { return }
    console.log("note: the images are read with --bits \(given); the model was trained with \(model.bits ?? 16) bits")
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
