public import LossEvolution
public import LossLandscapes
public import Robustness
public import Statistics
public import Training

/// `results.json`: all that a batch found, in the order of its losses.
public struct StudyResults: Sendable, Codable, Equatable {
  public var name: String
  public var dataset: DataSummary
  public var architecture: String
  /// The number of trainable weights.
  public var parameters: Int
  public var losses: [LossResult]
  /// The resolved audit, as YAML.
  public var audit: String

  public init(
    name: String, dataset: DataSummary, architecture: String, parameters: Int, losses: [LossResult], audit: String
  ) {
    self.name = name
    self.dataset = dataset
    self.architecture = architecture
    self.parameters = parameters
    self.losses = losses
    self.audit = audit
  }

  /// Whether no attack but FGSM was made.
  var isFGSMAlone: Bool {
    let attacks = losses.flatMap(\.models).flatMap(\.attack.settings.attacks)
    return attacks.allSatisfy { $0 == AttackName.fgsm.rawValue }
  }

  public struct DataSummary: Sendable, Codable, Equatable {
    public var name: String
    public var classes: Int
    public var training: Int
    public var validation: Int
    public var test: Int
    /// SHA-256 of the data set.
    public var digest: String

    public init(name: String, classes: Int, training: Int, validation: Int, test: Int, digest: String) {
      self.name = name
      self.classes = classes
      self.training = training
      self.validation = validation
      self.test = test
      self.digest = digest
    }
  }

  /// One loss with its models.
  public struct LossResult: Sendable, Codable, Equatable {
    /// The entry's name in the audit file.
    public var name: String
    /// The canonical name of the loss.
    public var loss: String
    public var labelSmoothing: Double
    /// The evolution; `nil` where the loss was not evolved.
    public var evolution: EvolutionRecord?
    public var models: [ModelResult]
    /// The slice of the first seed's model.
    public var slice: SliceReport?
    public var plane: SliceReport?

    public init(
      name: String, loss: String, labelSmoothing: Double, evolution: EvolutionRecord?, models: [ModelResult],
      slice: SliceReport?, plane: SliceReport?
    ) {
      self.name = name
      self.loss = loss
      self.labelSmoothing = labelSmoothing
      self.evolution = evolution
      self.models = models
      self.slice = slice
      self.plane = plane
    }

    enum CodingKeys: String, CodingKey {
      case name, loss, evolution, models, slice, plane
      case labelSmoothing = "label_smoothing"
    }
  }

  /// One trained model.
  public struct ModelResult: Sendable, Codable, Equatable {
    public var seed: UInt64
    /// The path of the model, relative to the run folder.
    public var checkpoint: String
    /// `finished`, or `diverged in epoch n`.
    public var training: String
    public var history: [EpochRecord]
    public var testAccuracy: Accuracy
    public var attack: AuditReport

    public init(
      seed: UInt64, checkpoint: String, training: String, history: [EpochRecord], testAccuracy: Accuracy,
      attack: AuditReport
    ) {
      self.seed = seed
      self.checkpoint = checkpoint
      self.training = training
      self.history = history
      self.testAccuracy = testAccuracy
      self.attack = attack
    }

    enum CodingKeys: String, CodingKey {
      case seed, checkpoint, training, history, attack
      case testAccuracy = "test_accuracy"
    }
  }
}
