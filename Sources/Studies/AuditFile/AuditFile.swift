public import Datasets
public import LossLandscapes
public import Models
public import Robustness
import Settings
public import Training

/// What a batch does, with every default written out.
public struct AuditFile: Sendable, Encodable, Equatable {
  public var name = "audit"
  public var dataset = DataSection()
  public var architecture = ArchitectureName.allCNNMini
  public var training = TrainingSettings()
  /// Each loss is trained once per seed.
  public var seeds = [Seed.usual]
  public var losses: [LossEntry] = []
  public var attack = AttackSettings()
  public var slices = SliceSettings()
  /// Direct convolutions alone, without Winograd's faster and slightly less exact ones.
  public var precise = false
  public var executor = Executor.local
  public var formats = [OutputFormat.png]

  public struct DataSection: Sendable, Encodable, Equatable {
    public var name = DatasetName.fashionMNIST
    /// Resolved against the audit file's folder; `nil` for the search path.
    public var folder: String?
    /// Training images used, the first of the file; `nil` for all.
    public var training: Int?
    /// Held out of the training images for the fitness of evolutions.
    public var validation = 1000
    /// Test images used, the first of the file; `nil` for all.
    public var test: Int?
    /// `nil` for the constants in common use for the data set.
    public var normalisation: NormalisationSource?
    /// Whether the extra images are added behind the training images; `nil` where the data set has none.
    public var extra: Bool?
    /// How the files are read. Its keys stand beside the others.
    public var options = DatasetOptions()

    public init() {}

    private enum CodingKeys: String, CodingKey { case name, folder, training, validation, test, normalisation, extra }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encodeIfPresent(folder, forKey: .folder)
      try container.encodeIfPresent(training, forKey: .training)
      try container.encode(validation, forKey: .validation)
      try container.encodeIfPresent(test, forKey: .test)
      try container.encodeIfPresent(normalisation, forKey: .normalisation)
      try container.encodeIfPresent(extra, forKey: .extra)
      try options.encode(to: encoder)
    }
  }

  public enum Executor: String, Sendable, Codable, CaseIterable { case local }
  public enum OutputFormat: String, Sendable, Codable, CaseIterable { case png }
}
