public import Datasets
import Files
import Foundation

/// What a user says of how pixels from 0 to 1 are normalised before a model.
public enum StatedNormalisation: Sendable, Equatable {
  /// Not at all before the model's own first layer.
  case none
  /// By the constants in common use for the data set.
  case standard
  /// By what is stated, or measured on the test images.
  case from(NormalisationSource)

  /// The mean and the deviation that this means for images of `channels` channels, of the data set `dataset`.
  ///
  /// `channels` is `nil` where nobody knows them yet. Throws a `FileError` where the data set has no usual constants, where
  /// there are no `images` to measure, and where the numbers are not one for each channel.
  func normalisation(channels: Int?, dataset: String?, images: ImageSet?, path: String) throws -> Normalisation {
    func require<Value>(_ value: Value?, for what: String) throws -> Value {
      guard let value else {
        throw FileError(path, "\(what) belongs to a data set", expected: "--dataset with its name", found: "none")
      }
      return value
    }
    switch self {
    case .none:
      return Normalisation(
        mean: Array(repeating: 0, count: channels ?? 3), standardDeviation: Array(repeating: 1, count: channels ?? 3))
    case .standard:
      let name = try DatasetName(parsing: require(dataset, for: "a standard normalisation"))
      guard let facts = name.facts else {
        throw FileError(
          path, at: "normalisation", "a folder has no usual constants",
          expected: "none, measured, or a mean and a deviation for each channel", found: "standard")
      }
      return facts.normalisation
    case .from(.given(let normalisation)):
      let lists = [("mean", normalisation.mean), ("std", normalisation.standardDeviation)]
      if let channels, let (key, numbers) = lists.first(where: { $0.1.count != channels }) {
        throw FileError(
          path, at: key, "not a number for each channel", expected: channels.counted("number"),
          found: "\(numbers.count)")
      }
      return normalisation
    case .from(.measured):
      return try NormalisationSource.measured.normalisation(
        of: require(images, for: "a measured normalisation"), folder: path)
    }
  }
}

extension Normalisation {
  /// The normalisation in force in words, of a model whose file does not say it: a wrong one is seen where results are read.
  func note(source: String) -> String {
    func list(_ numbers: [Float]) -> String { numbers.map { String(format: "%.4g", $0) }.joined(separator: ", ") }
    return mean.allSatisfy { $0 == 0 } && standardDeviation.allSatisfy { $0 == 1 }
      ? "Pixels from 0 to 1 are taken as they are, as \(source)."
      : "Pixels are normalised as \(source), by means \(list(mean)) and deviations \(list(standardDeviation))."
  }
}
