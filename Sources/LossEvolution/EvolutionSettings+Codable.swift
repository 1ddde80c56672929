import Losses
import Robustness
import Training

/// The options stand among the other settings, all of them, where one is not the usual one: a search without any is
/// recorded as it always was.
extension EvolutionSettings {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      objective: try container.decode(EvolutionObjective.self, forKey: .objective),
      training: try container.decode(TrainingSettings.self, forKey: .training))
    epsilon = try container.decodeIfPresent(Epsilon.self, forKey: .epsilon)
    cleanWeight = try container.decodeIfPresent(Double.self, forKey: .cleanWeight)
    attackImages = try container.decodeIfPresent(Int.self, forKey: .attackImages)
    pareto = try container.decodeIfPresent(Bool.self, forKey: .pareto)
    order = try container.decode(Int.self, forKey: .order)
    populationSize = try container.decode(Int.self, forKey: .populationSize)
    generations = try container.decode(Int.self, forKey: .generations)
    sigma = try container.decode(Double.self, forKey: .sigma)
    invariant = try container.decode(Invariant.self, forKey: .invariant)
    trainingImages = try container.decodeIfPresent(Int.self, forKey: .trainingImages)
    initialisations = try container.decode(Int.self, forKey: .initialisations)
    freshSeeds = try container.decode(Bool.self, forKey: .freshSeeds)
    retries = try container.decode(Int.self, forKey: .retries)
    retryBelow = try container.decode(Double.self, forKey: .retryBelow)
    retryEpoch = try container.decodeIfPresent(Int.self, forKey: .retryEpoch)
    finalists = try container.decode(Int.self, forKey: .finalists)
    finalistSeeds = try container.decode(Int.self, forKey: .finalistSeeds)
    finalistEpochs = try container.decodeIfPresent(Int.self, forKey: .finalistEpochs)
    let hasOptions = try decoder.container(keyedBy: SearchOptions.CodingKeys.self).contains(.noiseHandling)
    if hasOptions { options = try SearchOptions(from: decoder) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(objective, forKey: .objective)
    try container.encodeIfPresent(epsilon, forKey: .epsilon)
    try container.encodeIfPresent(cleanWeight, forKey: .cleanWeight)
    try container.encodeIfPresent(attackImages, forKey: .attackImages)
    try container.encodeIfPresent(pareto, forKey: .pareto)
    try container.encode(order, forKey: .order)
    try container.encode(populationSize, forKey: .populationSize)
    try container.encode(generations, forKey: .generations)
    try container.encode(sigma, forKey: .sigma)
    try container.encode(invariant, forKey: .invariant)
    try container.encode(training, forKey: .training)
    try container.encodeIfPresent(trainingImages, forKey: .trainingImages)
    try container.encode(initialisations, forKey: .initialisations)
    try container.encode(freshSeeds, forKey: .freshSeeds)
    try container.encode(retries, forKey: .retries)
    try container.encode(retryBelow, forKey: .retryBelow)
    try container.encodeIfPresent(retryEpoch, forKey: .retryEpoch)
    try container.encode(finalists, forKey: .finalists)
    try container.encode(finalistSeeds, forKey: .finalistSeeds)
    try container.encodeIfPresent(finalistEpochs, forKey: .finalistEpochs)
    if options != SearchOptions() { try options.encode(to: encoder) }
  }
}
