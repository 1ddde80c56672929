/// The test images of a data set. A finished model needs no others.
public struct TestImages: Sendable {
  public let name: DatasetName
  /// The folder in which the files were found.
  public let folder: String
  public let facts: DatasetFacts
  public let images: ImageSet
  /// What the user should know of the files.
  public let notes: [String]

  /// The class names of a data set whose names only the files know; `nil` for others, and where classes have numbers.
  public var ownClassNames: [String]? { name.facts == nil && !facts.isNumbered ? facts.classNames : nil }

  /// The notes without that on mean and deviation, where a model's normalisation is `stated` otherwise.
  public func notes(statedNormalisation stated: Bool) -> [String] {
    stated ? notes.filter { $0 != FolderContent.noTraining } : notes
  }

  /// Reads the images from `folder`, or from the first folder of the search path that holds the data set.
  ///
  /// Training images are not read, except those of an image folder, which decide the classes and the normalisation and
  /// are not kept. `options` are those of `Dataset.load`, and a `FileError` is thrown as there.
  public static func load(
    _ name: DatasetName, folder: String?, options: DatasetOptions = .usual
  ) throws -> TestImages {
    try options.require(for: name)
    let folder = try folder ?? Dataset.found(name)
    guard let facts = name.facts else {
      let content = try FolderContent.read(folder, options: options, training: .measured, advice: name.advice)
      return TestImages(
        name: name, folder: folder, facts: content.facts, images: content.test, notes: content.notes)
    }
    let (images, notes) = try name.testImages(in: folder, options)
    return TestImages(name: name, folder: folder, facts: facts, images: images, notes: notes)
  }

  /// As many of the images, from every class in proportion.
  public func stratified(_ count: Int, seed: UInt64) -> TestImages {
    TestImages(
      name: name, folder: folder, facts: facts, images: images.stratified(count, seed: seed), notes: notes)
  }
}

extension Dataset {
  /// The test images with what is known of the data set.
  public var testImages: TestImages { known(test) }

  /// The training images in the place of the test images, for figures on both.
  public var trainingImages: TestImages { known(training) }

  private func known(_ images: ImageSet) -> TestImages {
    var facts = name.facts ?? DatasetFacts(shape: shape, classNames: classNames, normalisation: normalisation)
    facts.isNumbered = name.facts == nil && ownClassNames == nil
    return TestImages(name: name, folder: folder, facts: facts, images: images, notes: notes)
  }
}
