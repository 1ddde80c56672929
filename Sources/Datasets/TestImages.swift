/// The test images of a data set. A finished model needs no others.
public struct TestImages: Sendable {
  public let name: DatasetName
  /// The folder in which the files were found.
  public let folder: String
  public let facts: DatasetFacts
  public let images: ImageSet

  /// The class names of a data set whose names only the files know; `nil` for others.
  public var ownClassNames: [String]? { name.facts == nil ? facts.classNames : nil }

  /// Reads the images from `folder`, or from the first folder of the search path that holds the data set.
  ///
  /// Training images are not read, except those of an image folder, which decide the classes and the normalisation.
  /// Throws a `FileError` as `Dataset.load` does.
  public static func load(_ name: DatasetName, folder: String?) throws -> TestImages {
    let folder = try folder ?? Dataset.found(name)
    guard let facts = name.facts else {
      let (facts, _, test) = try ImageFolder.read(folder, advice: name.advice)
      return TestImages(name: name, folder: folder, facts: facts, images: test)
    }
    return TestImages(name: name, folder: folder, facts: facts, images: try name.images(of: .test, in: folder))
  }
}
