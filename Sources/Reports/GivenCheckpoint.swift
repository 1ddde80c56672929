extension StudyResults {
  /// What the file of a model is that a study was given.
  public struct GivenCheckpoint: Sendable, Codable, Equatable {
    /// The file's name, without its folder.
    public var file: String
    /// The SHA-256 of the file.
    public var digest: String
    public var architecture: String
    /// The number of trainable weights.
    public var parameters: Int
    /// The normalisation in force, in pixel units.
    public var mean: [Float]
    public var standardDeviation: [Float]

    public init(
      file: String, digest: String, architecture: String, parameters: Int, mean: [Float], standardDeviation: [Float]
    ) {
      self.file = file
      self.digest = digest
      self.architecture = architecture
      self.parameters = parameters
      self.mean = mean
      self.standardDeviation = standardDeviation
    }

    enum CodingKeys: String, CodingKey {
      case file, architecture, parameters, mean
      case digest = "sha256"
      case standardDeviation = "std"
    }
  }
}
