import Files

/// The metadata of a model's checkpoint, of which no half statement and no misspelt key is passed over.
enum ModelMetadata {
  static let keys = [
    "architecture", "dataset", "reading", "mean", "std", "input", "classes", "class_names", "loss", "label_smoothing",
    "seed", "training", "history", "made_from", "sha256",
  ]

  /// Other programs' words for these keys, without what is no letter.
  private static let synonyms = [
    "arch": "architecture", "stdev": "std", "stddev": "std", "standarddeviation": "std", "deviation": "std",
    "datasetname": "dataset", "numclasses": "classes", "nclasses": "classes",
  ]

  /// Throws a `FileError` for a key that is meant for one of `keys` and is not it, and for half of a statement.
  ///
  /// Where the right key is there too, the other one may be another program's. The notes that are returned name it.
  static func require(_ metadata: [String: String], path: String, givesNormalisation: Bool) throws -> [String] {
    var notes: [String] = []
    for key in metadata.keys.sorted() where !keys.contains(key) {
      guard let meant = meant(key) else { continue }
      guard metadata[meant] == nil else {
        notes.append("metadata \(key) is passed over: \(meant) is what is read")
        continue
      }
      throw FileError(
        path, at: "metadata \(key)", "not a key that is read", expected: meant, found: key,
        advice: "rename the key to \(meant), or remove it")
    }
    for (key, other) in [("mean", "std"), ("std", "mean"), ("label_smoothing", "loss")]
    where metadata[key] != nil && metadata[other] == nil && !(givesNormalisation && key != "label_smoothing") {
      throw FileError(
        path, at: "metadata \(key)", "half of a statement: \(other) is missing", expected: "\(key) and \(other)",
        found: "\(key) alone", advice: "add \(other) to the metadata")
    }
    if let seed = metadata["seed"], UInt64(seed) == nil {
      throw FileError(path, at: "metadata seed", "not a seed", expected: "a whole number from 0", found: seed)
    }
    return notes
  }

  /// The key that `key` is a misspelling of: one change in three letters or fewer.
  private static func meant(_ key: String) -> String? {
    func letters(_ text: String) -> String { text.lowercased().filter(\.isLetter) }
    let plain = letters(key)
    if let synonym = synonyms[plain] { return synonym }
    if let same = keys.first(where: { letters($0) == plain }) { return same }
    guard let nearest = NearestName.of(key, in: keys),
      NearestName.distance(key.lowercased(), nearest) * 3 <= max(key.count, nearest.count)
    else { return nil }
    return nearest
  }
}
