public import LossLandscapes
public import Models
public import Robustness
public import Statistics
public import Training

/// All that a study found, in the order of its losses: the content of `results.json`.
public struct StudyResults: Sendable, Codable, Equatable {
  public var name: String
  public var dataset: DataSummary
  /// The architecture that is trained; `nil` where every model is given.
  public var architecture: ArchitectureName?
  /// The number of its trainable weights.
  public var parameters: Int?
  public var losses: [LossResult]
  /// The audit file with every default written out, as YAML.
  public var audit: String

  public init(
    name: String, dataset: DataSummary, architecture: ArchitectureName?, parameters: Int?, losses: [LossResult],
    audit: String
  ) {
    self.name = name
    self.dataset = dataset
    self.architecture = architecture
    self.parameters = parameters
    self.losses = losses
    self.audit = audit
  }

  /// The losses that models were trained with.
  var trained: [LossResult] { losses.filter { $0.checkpoint == nil } }
  /// The models that were given.
  var given: [LossResult] { losses.filter { $0.checkpoint != nil } }

  /// Whether FGSM is the only attack that was made.
  var isFGSMAlone: Bool {
    let attacks = losses.flatMap(\.models).flatMap(\.attack.settings.attacks)
    return attacks.allSatisfy { $0 == .fgsm }
  }

  public struct DataSummary: Sendable, Codable, Equatable {
    public var name: String
    public var classes: Int
    public var training: Int
    public var validation: Int
    public var test: Int
    /// The SHA-256 of the data set.
    public var digest: String
    /// The name of the folder, of images that are the user's own.
    public var folder: String?

    public init(
      name: String, classes: Int, training: Int, validation: Int, test: Int, digest: String, folder: String? = nil
    ) {
      self.folder = folder
      self.name = name
      self.classes = classes
      self.training = training
      self.validation = validation
      self.test = test
      self.digest = digest
    }
  }

  /// One model.
  public struct ModelResult: Sendable, Codable, Equatable {
    /// `nil` of a model that was given.
    public var seed: UInt64?
    /// The path of the model, relative to the run folder; of a model that was given, the name of its file.
    public var checkpoint: String
    /// `finished`, or `diverged in epoch n`; with `at chance` behind it where the model knows no more than chance. It is
    /// `nil` of a model that was given.
    public var training: String?
    public var history: [EpochRecord]
    public var testAccuracy: Accuracy
    public var attack: AuditReport
    /// How sure the model is of the right class where it is right; `nil` in results of versions that did not measure it.
    public var confidence: TargetConfidence?
    /// How sharp the minimum is; `nil` where nobody asked.
    public var sharpness: SharpnessFinding?

    public init(
      seed: UInt64?, checkpoint: String, training: String?, history: [EpochRecord], testAccuracy: Accuracy,
      attack: AuditReport, confidence: TargetConfidence? = nil, sharpness: SharpnessFinding? = nil
    ) {
      self.seed = seed
      self.checkpoint = checkpoint
      self.training = training
      self.history = history
      self.testAccuracy = testAccuracy
      self.attack = attack
      self.confidence = confidence
      self.sharpness = sharpness
    }

    /// How texts call the model.
    public func name(in loss: LossResult) -> String { seed.map { "\(loss.name), seed \($0)" } ?? loss.name }

    enum CodingKeys: String, CodingKey {
      case seed, checkpoint, training, history, attack, sharpness
      case testAccuracy = "test_accuracy"
      case confidence = "target_confidence"
    }
  }
}
