import Datasets
import Files
import Models
import Robustness
import Studies
import Training

/// What a user should know who asks a model about images that may not be like those of its training.
extension ModelOptions {
  /// Throws where the images are read in another way than those of the model's training. Where the user has named a way,
  /// it is only said.
  func requireReading(of model: ModelFile, _ path: String, console: Console) throws {
    let given = try data.reading.options()
    // A model from elsewhere, which has no settings of a training, says nothing of it.
    guard model.dataset == DatasetName.folder.rawValue,
      let trained = model.reading ?? (model.settings == nil ? nil : .usual), trained != given
    else { return }
    guard given == .usual else {
      console.log("note: images are read with \(given.flags); those of the training were with \(trained.flags)")
      return
    }
    throw FileError(
      path, at: "metadata reading", "the model was trained on images that were read in another way",
      expected: trained.flags, found: given.flags)
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

extension DatasetOptions {
  /// The flags that say this.
  fileprivate var flags: String {
    let flags = [
      bits.map { "--bits \($0)" }, colour.map { "--colour \($0.rawValue)" }, resize.map { "--resize \($0)" },
      crop.map { "--crop \($0)" },
    ].compactMap { $0 }
    return flags.isEmpty ? "no flag" : flags.joined(separator: " ")
  }
}
