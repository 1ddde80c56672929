import Files

/// The images of a user's own folder with the facts that are known once they are read.
struct FolderContent {
  var facts: DatasetFacts
  /// `nil` where they are not kept, or not there.
  var training: ImageSet?
  var test: ImageSet
  /// What the user should know of the files.
  var notes: [String]

  /// What is to become of the training images.
  enum TrainingUse {
    /// They are kept, and have to be there.
    case required
    /// They are kept where they are there.
    case welcome
    /// They are measured where they are there, and not kept.
    case measured
  }

  /// The note for test images that stand alone.
  static let noTraining =
    "there are no training images: a model that neither normalises pixels itself nor says its mean and deviation gets "
    + "those of the test images"

  init(facts: DatasetFacts, training: ImageSet?, test: ImageSet, notes: [String]) {
    (self.facts, self.training, self.test, self.notes) = (facts, training, test, notes)
  }

  /// Images whose classes have numbers alone: `labels` are all that there are, and they count from 0.
  ///
  /// `measured` are mean and deviation of the training images; `nil` where there are none.
  init(
    numbered test: ImageSet, training: ImageSet?, measured: Normalisation?, labels: [UInt8], place: String
  ) throws {
    let classes = Int(labels.max() ?? 0) + 1, normalisation = measured ?? .measured(on: test)
    guard classes > 1 else {
      throw FileError(place, "not a number of classes", expected: "2 to 256", found: "\(classes)")
    }
    try normalisation.requireContrast(of: place)
    var facts = DatasetFacts(
      shape: test.shape, classNames: (0..<classes).map { "\($0)" }, normalisation: normalisation)
    facts.isNumbered = true
    self.init(facts: facts, training: training, test: test, notes: measured == nil ? [Self.noTraining] : [])
  }

  /// Reads a folder in any layout: arrays, arrays of corrupted images, or class folders.
  static func read(
    _ folder: String, options: DatasetOptions, training use: TrainingUse, advice: String
  ) throws -> FolderContent {
    if !folder.lowercased().hasSuffix(".npz") { try ImageFolder.requireFolder(folder, advice: advice) }
    if let corruption = try options.corruptionInForce() {
      guard use != .required else { throw CorruptedImages.noTraining }
      let (images, notes) = try CorruptedImages.read(corruption, of: .folder, in: folder, options: options)
      var content = try FolderContent(
        numbered: images, training: nil, measured: nil, labels: images.labels, place: folder)
      content.notes += notes
      return content
    }
    if !ImageFolder.hasSplits(folder), let arrays = try ArrayFiles(folder) {
      return try ImageArrays.read(arrays, options: options, training: use)
    }
    return try ImageFolder.read(folder, options: options, training: use, advice: advice)
  }
}
