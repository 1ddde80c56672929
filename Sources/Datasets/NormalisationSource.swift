import Files

/// The source of a study's normalisation where it is not the constants in common use for the data set.
///
/// An audit file has the word `measured`, or a table with a number per channel, `{mean: [0.5], std: [0.25]}`.
public enum NormalisationSource: Sendable, Equatable {
  /// The mean and the deviation of the training images.
  case measured
  case given(Normalisation)

  /// The normalisation from this source.
  ///
  /// Throws a `FileError` for `folder` where `training` has a channel without any deviation.
  public func normalisation(of training: ImageSet, folder: String) throws -> Normalisation {
    switch self {
    case .given(let normalisation): return normalisation
    case .measured:
      let measured = Normalisation.measured(on: training)
      guard let flat = measured.standardDeviation.firstIndex(of: 0) else { return measured }
      throw FileError(
        folder, "the images cannot be normalised by what is measured", expected: "pixels that differ",
        found: "one value of channel \(flat) in all \(training.count) images")
    }
  }
}

extension NormalisationSource: Codable {
  private enum CodingKeys: String, CodingKey {
    case mean
    case standardDeviation = "std"
  }

  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      guard word == "measured" else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "neither \"measured\" nor mean and std"))
      }
      self = .measured
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = .given(
      Normalisation(
        mean: try container.decode([Float].self, forKey: .mean),
        standardDeviation: try container.decode([Float].self, forKey: .standardDeviation)))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .measured:
      var container = encoder.singleValueContainer()
      try container.encode("measured")
    case .given(let normalisation):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(normalisation.mean, forKey: .mean)
      try container.encode(normalisation.standardDeviation, forKey: .standardDeviation)
    }
  }
}
