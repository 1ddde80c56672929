public import Datasets
import Files

/// What a user says of how pixels from 0 to 1 are normalised before a model.
public enum StatedNormalisation: Sendable, Equatable {
  /// Not at all before the model's own first layer.
  case none
  /// By the constants in common use for the data set.
  case standard
  /// By what is stated, or measured on the test images.
  case from(NormalisationSource)

  /// The mean and the deviation that this means for images of `channels` channels, of a data set of which `known` is known.
  ///
  /// Throws a `FileError` where the data set has no usual constants, and where there are no `images` to measure.
  func normalisation(channels: Int, known: DatasetFacts?, images: ImageSet?, path: String) throws -> Normalisation {
    func require<Value>(_ value: Value?, for what: String) throws -> Value {
      guard let value else {
        throw FileError(path, "\(what) belongs to a data set", expected: "--dataset with its name", found: "none")
      }
      return value
    }
    switch self {
    case .none:
      return Normalisation(
        mean: Array(repeating: 0, count: channels), standardDeviation: Array(repeating: 1, count: channels))
    case .standard: return try require(known, for: "a standard normalisation").normalisation
    case .from(.given(let normalisation)): return normalisation
    case .from(.measured):
      return try NormalisationSource.measured.normalisation(
        of: require(images, for: "a measured normalisation"), folder: path)
    }
  }
}
