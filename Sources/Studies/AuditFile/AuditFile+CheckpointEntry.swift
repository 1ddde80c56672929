import Datasets
public import Losses
public import Models
public import Training

extension AuditFile {
  /// A model that is given instead of trained, and what its file leaves unsaid.
  public struct CheckpointEntry: Sendable, Equatable {
    /// The name in results, and of files.
    public var name: String
    /// The model's file.
    public var file: String
    public var architecture: ArchitectureName?
    /// `nil` for what the file says, or the data set's usual constants.
    public var normalisation: StatedNormalisation?
    /// The loss that the model was trained with; `nil` for what the file says.
    public var loss: Loss?
    /// The clean accuracy that the user knows it to have, from 0 to 1.
    public var expectedAccuracy: Double?
    /// Changes of its tensors' names, as flags have them.
    public var rename: [String] = []
    public var ignore: [String] = []

    public init(name: String, file: String) {
      self.name = name
      self.file = file
    }

    /// Whether the normalisation is stated in numbers, or that there is none.
    var statesNumbers: Bool {
      switch normalisation {
      case .some(.none), .from(.given): true
      case .standard, .from(.measured), nil: false
      }
    }
  }
}

extension AuditFile.CheckpointEntry: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, file, architecture, normalisation, loss, rename, ignore
    case expectedAccuracy = "expect_accuracy"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(file, forKey: .file)
    try container.encodeIfPresent(architecture, forKey: .architecture)
    switch normalisation {
    case .some(.none): try container.encode("none", forKey: .normalisation)
    case .standard: try container.encode("standard", forKey: .normalisation)
    case .from(let source): try container.encode(source, forKey: .normalisation)
    case nil: break
    }
    try container.encodeIfPresent(loss?.name, forKey: .loss)
    try container.encodeIfPresent(expectedAccuracy, forKey: .expectedAccuracy)
    if !rename.isEmpty { try container.encode(rename, forKey: .rename) }
    if !ignore.isEmpty { try container.encode(ignore, forKey: .ignore) }
  }
}
