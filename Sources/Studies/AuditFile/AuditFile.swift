public import Datasets
public import Models
public import Robustness
public import Training

/// What a batch does, with every default written out.
public struct AuditFile: Sendable, Encodable, Equatable {
  public var name: String
  public var dataset: DataSection
  public var architecture: ArchitectureName
  public var training: TrainingSettings
  /// Each loss is trained once per seed.
  public var seeds: [UInt64]
  public var losses: [LossEntry]
  public var attack: AttackSection
  public var slices: SliceSection
  /// Direct convolutions alone, without Winograd's faster and slightly less exact ones.
  public var precise: Bool
  public var executor: Executor
  public var formats: [OutputFormat]

  public struct DataSection: Sendable, Codable, Equatable {
    public var name: DatasetName
    /// Resolved against the audit file's folder; `nil` for the search path.
    public var folder: String?
    /// Training images used, the first of the file; `nil` for all.
    public var training: Int?
    /// Held out of the training images for the fitness of evolutions.
    public var validation: Int
    /// Test images used, the first of the file; `nil` for all.
    public var test: Int?
    /// `nil` for the constants in common use for the data set.
    public var normalisation: NormalisationSource?
    /// Whether the extra images are added behind the training images; `nil` where the data set has none.
    public var extra: Bool?

    public init(
      name: DatasetName, folder: String?, training: Int?, validation: Int, test: Int?,
      normalisation: NormalisationSource? = nil, extra: Bool? = nil
    ) {
      self.name = name
      self.folder = folder
      self.training = training
      self.validation = validation
      self.test = test
      self.normalisation = normalisation
      self.extra = extra
    }
  }

  public struct AttackSection: Sendable, Codable, Equatable {
    public var attacks: [AttackName]
    public var losses: [RequestedLoss]
    public var epsilons: [Epsilon]
    public var norm: Norm
    public var budget: AttackBudget
    /// Test images attacked; `nil` for all.
    public var limit: Int?

    /// The attacks on one model.
    func audit(classNames: [String]) -> Audit {
      var audit = Audit(attacks: attacks, epsilons: epsilons, norm: norm, losses: losses.map(\.description))
      audit.budget = budget
      audit.classNames = classNames
      return audit
    }
  }

  public struct SliceSection: Sendable, Codable, Equatable {
    public var seed: UInt64
    /// Test images behind each point; `nil` for all.
    public var limit: Int?
    public var oneDimensional: Grid
    public var twoDimensional: Grid

    enum CodingKeys: String, CodingKey {
      case seed, limit
      case oneDimensional = "one_dimensional"
      case twoDimensional = "two_dimensional"
    }

    public struct Grid: Sendable, Codable, Equatable {
      /// Per axis; 0 for no slice.
      public var points: Int
      /// First and last coordinate.
      public var range: [Double]
    }
  }

  public enum Executor: String, Sendable, Codable, CaseIterable { case local }
  public enum OutputFormat: String, Sendable, Codable, CaseIterable { case png }
}
