import Files
import Foundation

/// Test images in the layout of CIFAR-10-C (Hendrycks & Dietterich 2019): `labels.npy`, and a file for each corruption
/// with all images at the first severity, then all at the second, up to the fifth.
enum CorruptedImages {
  static let severities = 5

  /// The error for who wants to train on them.
  static let noTraining = FileError(
    "corruption", "there are no training images with a corruption", expected: "a finished model",
    found: "one to be trained")

  /// The folder that the archive of a data set's corrupted images unpacks to; `nil` for a user's own images.
  private static func archive(of name: DatasetName) -> String? {
    switch name {
    case .cifar10: "CIFAR-10-C"
    case .cifar100: "CIFAR-100-C"
    case .fashionMNIST, .mnist, .svhn, .folder: nil
    }
  }

  /// The images of one corruption at one severity, and what the user should know of the files.
  ///
  /// They lie in `folder`, or below it in the folder of the data set's archive.
  static func read(
    _ corruption: (name: String, severity: Int), of name: DatasetName, in folder: String, options: DatasetOptions
  ) throws -> (images: ImageSet, notes: [String]) {
    let archive = archive(of: name)
    try requireOwn(folder, name, archive)
    let places = [folder] + [archive].compactMap { $0.map { "\(folder)/\($0)" } }
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/labels.npy") }),
      let files = try ArrayFiles(place), let labels = try files.array(named: "labels")
    else {
      throw FileError(
        folder, "a file of the corrupted images is missing",
        expected: archive.map { "labels.npy, there or in \($0)" } ?? "labels.npy",
        advice: "name the folder with labels.npy and the corruptions with --data-dir")
    }
    let known = files.names.filter { $0 != "labels" }
    guard known.contains(where: { $0.isSameName(as: corruption.name) }),
      let array = try files.array(named: corruption.name)
    else {
      throw FileError(
        place, "unknown corruption", expected: known.joined(separator: ", "), found: corruption.name,
        advice: NearestName.of(corruption.name, in: known).map { "did you mean \($0)?" })
    }
    let images = try ImageArray(array)
    let all = try labels.labels(count: images.count, of: array, classes: name.facts?.classes ?? 256)
    guard images.count % severities == 0 else {
      throw array.error(
        "not as many images at each severity", expected: "a number divisible by \(severities)",
        found: "\(images.count)")
    }
    let count = images.count / severities, items = (corruption.severity - 1) * count..<corruption.severity * count
    return (try images.images(items, labels: Array(all[items]), options: options), files.notes)
  }

  /// Throws where `folder` is called as the archive of another data set, whose labels may be in range all the same.
  private static func requireOwn(_ folder: String, _ name: DatasetName, _ archive: String?) throws {
    guard let archive else { return }
    let found = PathParts(folder).name
    guard let other = DatasetName.allCases.first(where: { $0 != name && Self.archive(of: $0) == found }) else { return }
    throw FileError(
      folder, "the corrupted images of another data set", expected: archive, found: found,
      advice: "name the data set: --dataset \(other.rawValue)")
  }
}
