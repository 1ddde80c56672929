public import Datasets
import Files

/// What a user says of how a model's pixels are normalised.
public enum StatedNormalisation: Sendable, Equatable {
  /// Not at all before the model's own first layer.
  case none
  /// By the constants in common use for the data set.
  case standard
  case stated(Normalisation)

  /// The mean and the deviation that this means for images of `channels` channels.
  ///
  /// Throws a `FileError` where the data set has no usual constants.
  func normalisation(channels: Int, known: DatasetFacts?, path: String) throws -> Normalisation {
    switch self {
    case .none:
      return Normalisation(
        mean: Array(repeating: 0, count: channels), standardDeviation: Array(repeating: 1, count: channels))
    case .standard:
      guard let known else {
        throw FileError(
          path, "a standard normalisation belongs to a known data set", expected: "--dataset with a known name",
          found: "none", advice: "state --mean and --std")
      }
      return known.normalisation
    case .stated(let normalisation): return normalisation
    }
  }
}
