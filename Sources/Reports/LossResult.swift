public import Certification
public import LossEvolution
public import LossLandscapes
public import Losses
public import Robustness

extension StudyResults {
  /// One loss with its models, or a model that was given.
  public struct LossResult: Sendable, Equatable {
    /// The entry's name in the audit file.
    public var name: String
    /// `nil` where nobody knows which loss a given model was trained with.
    public var loss: Loss?
    /// The search that found the loss; `nil` for a loss that the audit file names.
    public var evolution: EvolutionRecord?
    /// What the file of a given model is; `nil` of a loss that models were trained with.
    public var checkpoint: GivenCheckpoint?
    /// One model for each seed, or the one that was given.
    public var models: [ModelResult]
    /// What damage did to the first seed's model.
    public var damage: DamageReport?
    /// What is proved and what is broken of the first seed's model.
    public var certification: CertificationReport?
    /// A line through the weights of the first seed's model.
    public var slice: SliceReport?
    /// A plane through the weights of the first seed's model.
    public var plane: SliceReport?

    public init(
      name: String, loss: Loss?, evolution: EvolutionRecord?, checkpoint: GivenCheckpoint? = nil,
      models: [ModelResult], damage: DamageReport? = nil,
      certification: CertificationReport? = nil, slice: SliceReport?, plane: SliceReport?
    ) {
      self.name = name
      self.loss = loss
      self.evolution = evolution
      self.checkpoint = checkpoint
      self.models = models
      self.damage = damage
      self.certification = certification
      self.slice = slice
      self.plane = plane
    }
  }
}

extension StudyResults.LossResult: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, loss, evolution, checkpoint, models, damage, certification, slice, plane
    case labelSmoothing = "label_smoothing"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    let knowsLoss = try container.decodeIfPresent(String.self, forKey: .loss) != nil
    loss = knowsLoss ? try container.decodeLoss(name: .loss, labelSmoothing: .labelSmoothing) : nil
    evolution = try container.decodeIfPresent(EvolutionRecord.self, forKey: .evolution)
    checkpoint = try container.decodeIfPresent(StudyResults.GivenCheckpoint.self, forKey: .checkpoint)
    damage = try container.decodeIfPresent(DamageReport.self, forKey: .damage)
    certification = try container.decodeIfPresent(CertificationReport.self, forKey: .certification)
    models = try container.decode([StudyResults.ModelResult].self, forKey: .models)
    slice = try container.decodeIfPresent(SliceReport.self, forKey: .slice)
    plane = try container.decodeIfPresent(SliceReport.self, forKey: .plane)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    if let loss {
      try container.encode(loss, name: .loss, labelSmoothing: .labelSmoothing)
    } else {
      try container.encodeNil(forKey: .loss)
    }
    try container.encodeIfPresent(evolution, forKey: .evolution)
    try container.encodeIfPresent(checkpoint, forKey: .checkpoint)
    try container.encode(models, forKey: .models)
    try container.encodeIfPresent(damage, forKey: .damage)
    try container.encodeIfPresent(certification, forKey: .certification)
    try container.encodeIfPresent(slice, forKey: .slice)
    try container.encodeIfPresent(plane, forKey: .plane)
  }
}
