import Files
import Foundation
public import Tensors

/// A data set with its two splits.
public struct Dataset: Sendable {
  public let name: DatasetName
  /// The folder in which its files were found.
  public let folder: String
  public let shape: ImageShape
  public let classNames: [String]
  /// The class names of a data set whose names only the files know; `nil` for others, and where classes have numbers.
  public let ownClassNames: [String]?
  /// The normalisation that models are given: the constants in common use, or for an image folder those measured on its
  /// training images.
  public let normalisation: Normalisation
  public let training: ImageSet
  public let test: ImageSet
  /// SHA-256 over the training pixels, training labels, test pixels and test labels, in this order.
  public let digest: String
  /// What the user should know of the files.
  public let notes: [String]

  public var classes: Int { classNames.count }
  /// The training images, or the test images where they stand alone.
  public var mainImages: ImageSet { training.count > 0 ? training : test }

  /// Reads both splits from `folder`, or from the first folder of the search path that holds them.
  ///
  /// `withExtra` adds SVHN's extra images behind its training images. Where `requiresTraining` is false, a user's own data
  /// may have no training images, and the training split is empty then.
  /// Throws a `FileError` for a missing folder (with every place looked at) and for every damaged file.
  public static func load(
    _ name: DatasetName, folder: String?, withExtra: Bool = false, options: DatasetOptions = .usual,
    requiresTraining: Bool = true
  ) throws -> Dataset {
    try options.require(for: name)
    let folder = try folder ?? found(name)
    guard !withExtra || name.hasExtra else {
      throw FileError(name.rawValue, "the data set has no extra images", expected: DatasetName.svhn.rawValue)
    }
    let facts: DatasetFacts, training: ImageSet?, test: ImageSet
    var notes: [String] = []
    if let known = name.facts {
      guard options.corruption == nil || !requiresTraining else { throw CorruptedImages.noTraining }
      training =
        options.corruption == nil ? try name.images(of: .training, in: folder, withExtra: withExtra) : nil
      facts = known
      (test, notes) = try name.testImages(in: folder, options)
    } else {
      let content = try FolderContent.read(
        folder, options: options, training: requiresTraining ? .required : .welcome, advice: name.advice)
      (facts, training, test, notes) = (content.facts, content.training, content.test, content.notes)
    }
    let trained = training ?? ImageSet(shape: test.shape, pixels: [], labels: [])
    guard trained.shape == test.shape else {
      throw FileError(
        folder, "the splits differ in image size", expected: "\(trained.shape) as in training",
        found: "\(test.shape) in test")
    }
    // The shape is the files', not the facts': images of other sizes in these layouts are welcome.
    return Dataset(
      name: name, folder: folder, shape: test.shape, classNames: facts.classNames,
      ownClassNames: name.facts == nil && !facts.isNumbered ? facts.classNames : nil,
      normalisation: facts.normalisation, training: trained.with(meanPixel: facts.normalisation.mean), test: test,
      digest: Digest.sha256(parts: [trained, test].lazy.flatMap(\.parts)), notes: notes)
  }

  /// The folder of the data set on the search path. Throws a `FileError` with every place looked at where there is
  /// none.
  static func found(_ name: DatasetName) throws -> String {
    guard let folder = find(name) else { throw notFound(name, in: searchPath(name)) }
    return folder
  }

  /// The first folder of the search path that exists and is not empty.
  public static func find(_ name: DatasetName) -> String? { firstWithFiles(searchPath(name)) }

  static func firstWithFiles(_ folders: [String]) -> String? {
    folders.first { (try? FileManager.default.contentsOfDirectory(atPath: $0))?.isEmpty == false }
  }

  static func notFound(_ name: DatasetName, in folders: [String]) -> FileError {
    FileError(
      name.rawValue, "the data set was not found",
      expected: "its files in one of \(folders.joined(separator: ", "))", advice: name.advice)
  }

  /// The folders that are looked at, in this order: `$LOSSAUDIT_DATA/<name>`, `~/.cache/lossaudit/<name>`,
  /// `/usr/share/datasets/<name>`, `fixtures/<name>`.
  public static func searchPath(_ name: DatasetName) -> [String] {
    searchPath(
      name, variable: ProcessInfo.processInfo.environment["LOSSAUDIT_DATA"],
      home: home)
  }

  /// The folder of the search path that belongs to the user. Data sets are fetched into it.
  public static func cacheFolder(_ name: DatasetName) -> String {
    "\(home)/.cache/lossaudit/\(name.rawValue)"
  }

  /// The folder that the shell calls `~`. Foundation asks only the list of users and not the environment.
  private static var home: String {
    let variable = ProcessInfo.processInfo.environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return variable ?? FileManager.default.homeDirectoryForCurrentUser.path
  }

  /// The search path where `variable` is the value of `LOSSAUDIT_DATA`. An empty value counts as none, as in shells.
  static func searchPath(_ name: DatasetName, variable: String?, home: String) -> [String] {
    let own = variable.flatMap { $0.isEmpty ? nil : [$0] } ?? []
    return (own + ["\(home)/.cache/lossaudit", "/usr/share/datasets", "fixtures"]).map { "\($0)/\(name.rawValue)" }
  }
}
