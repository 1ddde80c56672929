public import Datasets
import Files

extension ModelFile {
  /// What a user should know who asks the model about images that are read by `options`; `nil` where they are read as those
  /// of its training were.
  ///
  /// Throws a `FileError` where they are read otherwise and nobody has said how: the figures would be about other images.
  public func note(onImagesReadBy options: DatasetOptions, path: String) throws -> String? {
    // Corrupted images are read as those of the training, and are others on purpose.
    var given = options
    given.corruption = nil
    given.severity = nil
    // A model from elsewhere, which has no settings of a training, says nothing of it.
    guard dataset == DatasetName.folder.rawValue, let trained = reading ?? (settings == nil ? nil : .usual),
      trained != given
    else { return nil }
    guard given == .usual else {
      return "images are read with \(given.flags); those of the training were with \(trained.flags)"
    }
    throw FileError(
      path, at: "metadata reading", "the model was trained on images that were read in another way",
      expected: trained.flags, found: given.flags)
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
