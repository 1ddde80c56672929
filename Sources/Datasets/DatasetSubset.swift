import Files
import Foundation
import Tensors

/// A stratified, seeded part of a data set, written in the layout of the data set.
public enum DatasetSubset {
  /// Throws a `FileError` where `name` is no data set of IDX files. This layout has no colours.
  public static func requireSupport(of name: DatasetName) throws -> DatasetName {
    switch name {
    case .fashionMNIST, .mnist: return name
    case .cifar10, .cifar100, .svhn, .folder:
      throw FileError(
        name.rawValue, "cannot be cut, since IDX files hold grey images",
        expected: [DatasetName.fashionMNIST, .mnist].map(\.rawValue).joined(separator: " or "),
        advice: "use a part of it with --limit, or with training: and test: in an audit file")
    }
  }

  /// Writes both splits as IDX files in gzip with their images in random order. A note says where they come from, and
  /// the licence of the data set is added where it is known.
  ///
  /// Throws a `FileError` where the data set has too few images, and where `folder` holds files that may not be
  /// overwritten.
  public static func write(
    from dataset: Dataset, training: Int, test: Int, seed: UInt64, to folder: String, overwrite: Bool
  ) throws {
    for (name, count, split) in [("--training", training, dataset.training), ("--test", test, dataset.test)] {
      guard (1...split.count).contains(count) else {
        throw FileError(
          name, "not a size for this data set", expected: "1 to \(split.count)", found: "\(count)")
      }
    }
    let content = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard overwrite || content.isEmpty else {
      throw FileError(
        folder, "is not empty", expected: "a new or empty folder", found: content.sorted()[0],
        advice: "choose another folder, or replace its files with --force")
    }
    for (index, (stem, count, split)) in [("train", training, dataset.training), ("t10k", test, dataset.test)]
      .enumerated()
    {
      let chosen = split.subset(
        ValidationSplit.stratified(labels: split.labels, count: count, seed: seed &+ UInt64(index), purpose: .subset))
      try AtomicFile.write(
        IDX.encode(
          sizes: [count, split.shape.height, split.shape.width], bytes: (0..<count).flatMap { chosen.pixels(of: $0) }),
        to: "\(folder)/\(stem)-images-idx3-ubyte.gz")
      try AtomicFile.write(
        IDX.encode(sizes: [count], bytes: chosen.labels), to: "\(folder)/\(stem)-labels-idx1-ubyte.gz")
      // Files of the same names without gzip would be read in place of these.
      for former in ["\(stem)-images-idx3-ubyte", "\(stem)-labels-idx1-ubyte"]
      where FileManager.default.fileExists(atPath: "\(folder)/\(former)") {
        try FileManager.default.removeItem(atPath: "\(folder)/\(former)")
      }
    }
    try AtomicFile.write(note(dataset, training, test, seed), to: "\(folder)/SOURCE.md")
    if let licence = dataset.name.licence { try AtomicFile.write(licence.text, to: "\(folder)/LICENSE") }
  }

  private static func note(_ dataset: Dataset, _ training: Int, _ test: Int, _ seed: UInt64) -> String {
    """
    # A part of \(dataset.name.rawValue)

    \(training) of \(dataset.training.count) training images and \(test) of \(dataset.test.count) test images, as many of
    each class as its share allows, in random order. SHA-256 of the whole data set's pixels and labels:
    \(dataset.digest).
    \(dataset.name.licence.map { "\n\($0.origin)\n" } ?? "")
    Remake with

        lossaudit dataset subset \(dataset.name.rawValue) --training \(training) --test \(test) --seed \(seed) --output FOLDER

    """
  }
}
