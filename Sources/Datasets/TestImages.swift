/// The test images of a data set, which are all that a finished model meets.
public struct TestImages: Sendable {
  public let name: DatasetName
  /// Where the files were found.
  public let folder: String
  public let facts: DatasetFacts
  public let images: ImageSet

  /// The class names where only the files know them.
  public var ownClassNames: [String]? { name.facts == nil ? facts.classNames : nil }

  /// Reads them from `folder`, or from the first folder of the search path that holds the data set.
  ///
  /// Training images are neither read nor checked, but for an image folder's, which tell the classes and the
  /// normalisation. Throws a `FileError` as `Dataset.load` does.
  public static func load(_ name: DatasetName, folder: String?) throws -> TestImages {
    let folder = try folder ?? Dataset.found(name)
    guard let facts = name.facts else {
      let (facts, _, test) = try ImageFolder.read(folder, advice: name.advice)
      return TestImages(name: name, folder: folder, facts: facts, images: test)
    }
    return TestImages(name: name, folder: folder, facts: facts, images: try name.images(of: .test, in: folder))
  }
}
