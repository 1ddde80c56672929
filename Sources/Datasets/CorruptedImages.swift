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

  /// The images of one corruption at one severity.
  static func read(
    _ corruption: (name: String, severity: Int), in folder: String, options: DatasetOptions, classes: Int,
    advice: String
  ) throws -> ImageSet {
    let places = [folder] + ["CIFAR-10-C", "CIFAR-100-C"].map { "\(folder)/\($0)" }
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/labels.npy") }),
      let files = try ArrayFiles(place), let labels = try files.array(named: "labels")
    else {
      throw FileError(
        folder, "a file of the corrupted images is missing", expected: "labels.npy", advice: advice)
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
    let all = try labels.labels(count: images.count, of: array, classes: classes)
    guard images.count % severities == 0 else {
      throw array.error(
        "not as many images at each severity", expected: "a number divisible by \(severities)",
        found: "\(images.count)")
    }
    let count = images.count / severities, items = (corruption.severity - 1) * count..<corruption.severity * count
    return try images.images(items, labels: Array(all[items]), options: options)
  }
}
