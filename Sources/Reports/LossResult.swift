public import LossEvolution
public import LossLandscapes
public import Losses

extension StudyResults {
  /// One loss with its models.
  public struct LossResult: Sendable, Equatable {
    /// The entry's name in the audit file.
    public var name: String
    public var loss: Loss
    /// The search that found the loss; `nil` for a loss that the audit file names.
    public var evolution: EvolutionRecord?
    /// One model for each seed.
    public var models: [ModelResult]
    /// A line through the weights of the first seed's model.
    public var slice: SliceReport?
    /// A plane through the weights of the first seed's model.
    public var plane: SliceReport?

    public init(
      name: String, loss: Loss, evolution: EvolutionRecord?, models: [ModelResult], slice: SliceReport?,
      plane: SliceReport?
    ) {
      self.name = name
      self.loss = loss
      self.evolution = evolution
      self.models = models
      self.slice = slice
      self.plane = plane
    }
  }
}

extension StudyResults.LossResult: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, loss, evolution, models, slice, plane
    case labelSmoothing = "label_smoothing"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    loss = try container.decodeLoss(name: .loss, labelSmoothing: .labelSmoothing)
    evolution = try container.decodeIfPresent(EvolutionRecord.self, forKey: .evolution)
    models = try container.decode([StudyResults.ModelResult].self, forKey: .models)
    slice = try container.decodeIfPresent(SliceReport.self, forKey: .slice)
    plane = try container.decodeIfPresent(SliceReport.self, forKey: .plane)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(loss, name: .loss, labelSmoothing: .labelSmoothing)
    try container.encodeIfPresent(evolution, forKey: .evolution)
    try container.encode(models, forKey: .models)
    try container.encodeIfPresent(slice, forKey: .slice)
    try container.encodeIfPresent(plane, forKey: .plane)
  }
}
