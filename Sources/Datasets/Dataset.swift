import Files
import Foundation

/// A data set with its two splits.
public struct Dataset: Sendable {
  public let name: DatasetName
  /// Where its files were found.
  public let folder: String
  public let classes: Int
  public let classNames: [String]
  public let training: ImageSet
  public let test: ImageSet
  /// SHA-256 over the training pixels, training labels, test pixels and test labels, in this order.
  public let digest: String

  /// Reads both splits from `folder`, or from the first folder of the search path that holds them.
  ///
  /// Throws a `FileError` for a missing folder (with every place looked at) and for every damaged file.
  public static func load(_ name: DatasetName, folder: String?) throws -> Dataset {
    guard let folder = folder ?? find(name) else { throw notFound(name, in: searchPath(name)) }
    let training: ImageSet, test: ImageSet
    switch name {
    case .fashionMNIST, .mnist:
      training = try IDX.imageSet(folder: folder, stem: "train", classes: name.classes, advice: name.advice)
      test = try IDX.imageSet(folder: folder, stem: "t10k", classes: name.classes, advice: name.advice)
    case .cifar10: (training, test) = try CIFARBinary.cifar10.splits(folder: folder, advice: name.advice)
    }
    guard training.shape == test.shape else {
      throw FileError(
        folder, "the splits differ in image size", expected: "\(training.shape) as in training",
        found: "\(test.shape) in test")
    }
    return Dataset(
      name: name, folder: folder, classes: name.classes, classNames: name.classNames, training: training, test: test,
      digest: Digest.sha256(parts: [training, test].lazy.flatMap(\.parts)))
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

  /// `$LOSSAUDIT_DATA/<name>`, `~/.cache/lossaudit/<name>`, `/usr/share/datasets/<name>`, `fixtures/<name>`.
  public static func searchPath(_ name: DatasetName) -> [String] {
    searchPath(
      name, variable: ProcessInfo.processInfo.environment["LOSSAUDIT_DATA"],
      home: FileManager.default.homeDirectoryForCurrentUser.path)
  }

  /// `variable` is the value of `LOSSAUDIT_DATA`; an empty one counts as none, as shells have it.
  static func searchPath(_ name: DatasetName, variable: String?, home: String) -> [String] {
    let own = variable.flatMap { $0.isEmpty ? nil : [$0] } ?? []
    return (own + ["\(home)/.cache/lossaudit", "/usr/share/datasets", "fixtures"]).map { "\($0)/\(name.rawValue)" }
  }
}
