public import Files

/// How sharp the minimum is in which a model sits, in numbers. Each says what it does not change with.
public struct SharpnessReport: Sendable, Codable, Equatable {
  /// The number of images.
  public var total: Int
  public var crossEntropy: Estimate
  public var accuracy: Double
  /// |α| at which accuracy has dropped by 10 points along a random filter-normalised direction, interpolated between
  /// places 0.05 apart, the nearer of both sides; the mean over directions. It is `nil` where some direction has no drop up
  /// to 1.
  public var halfWidth: Estimate?
  /// In how many directions accuracy drops by 10 points.
  public var directionsWithDrop: Int
  /// The mean rise of cross-entropy at ±r along the same directions, by r.
  public var meanRise: [String: Estimate]
  /// The rise after one step of length ρ along the gradient.
  public var sam: Estimate
  public var asam: Estimate
  public var adaptiveWorstCase: Estimate
  public var adaptiveAverageCase: Estimate
  public var hessian: HessianReport
  /// For each measure what leaves it as it is.
  public var invariances: [String: String]
  public var notes: [String]
  public var settings: Settings

  /// A number with its standard error.
  public struct Estimate: Sendable, Equatable {
    public var value: Double
    /// `nil` where there is nothing to take it over, such as a single direction.
    public var standardError: Double?

    public init(_ value: Double, standardError: Double?) {
      self.value = value
      self.standardError = standardError
    }

    /// The mean of `numbers` and its standard error s / √n.
    init(meanOf numbers: [Double]) {
      var moments = Moments()
      for number in numbers { moments.add(number) }
      self.init(moments.mean, standardError: numbers.count > 1 ? moments.standardError : nil)
    }
  }

  public struct Settings: Sendable, Codable, Equatable {
    public var loss = "cross-entropy"
    public var seed: UInt64
    public var directions: Int
    public var samRho = SharpnessSettings.samRho
    public var asamRho = SharpnessSettings.asamRho
    public var asamEta = SharpnessSettings.asamEta
    public var worstCaseRho = SharpnessSettings.worstCaseRho
    public var worstCaseIterations = SharpnessSettings.worstCaseIterations
    public var averageCaseRho = SharpnessSettings.averageCaseRho
    public var averageCaseDraws = SharpnessSettings.averageCaseDraws
    /// The images of the worst and the average case, which are the first.
    public var adaptiveImages: Int
    public var adaptiveBatchSize = AdaptiveSharpness.batchSize
    public var lanczosSteps: Int
    public var traceProbes: Int
    public var layerSteps: Int
    public var batchNorm = "fixed"
    public var split: ImageSplit
    public var checkpoint: String?
    public var dataset: String?
    public var madeFrom: Identity?

    enum CodingKeys: String, CodingKey {
      case loss, seed, directions, split, checkpoint, dataset
      case samRho = "sam_rho"
      case asamRho = "asam_rho"
      case asamEta = "asam_eta"
      case worstCaseRho = "adaptive_worst_case_rho"
      case worstCaseIterations = "adaptive_worst_case_iterations"
      case averageCaseRho = "adaptive_average_case_rho"
      case averageCaseDraws = "adaptive_average_case_draws"
      case adaptiveImages = "adaptive_images"
      case adaptiveBatchSize = "adaptive_batch_size"
      case lanczosSteps = "lanczos_steps"
      case traceProbes = "trace_probes"
      case layerSteps = "layer_steps"
      case batchNorm = "batch_norm"
      case madeFrom = "made_from"
    }
  }

  enum CodingKeys: String, CodingKey {
    case total, accuracy, sam, asam, hessian, invariances, notes, settings
    case crossEntropy = "cross_entropy"
    case halfWidth = "half_width_10_points"
    case directionsWithDrop = "directions_with_drop"
    case meanRise = "mean_cross_entropy_rise"
    case adaptiveWorstCase = "adaptive_worst_case"
    case adaptiveAverageCase = "adaptive_average_case"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(total, forKey: .total)
    try container.encode(crossEntropy, forKey: .crossEntropy)
    try container.encode(accuracy, forKey: .accuracy)
    // An explicit null: "no drop so far" is a finding.
    try container.encode(halfWidth, forKey: .halfWidth)
    try container.encode(directionsWithDrop, forKey: .directionsWithDrop)
    try container.encode(meanRise, forKey: .meanRise)
    try container.encode(sam, forKey: .sam)
    try container.encode(asam, forKey: .asam)
    try container.encode(adaptiveWorstCase, forKey: .adaptiveWorstCase)
    try container.encode(adaptiveAverageCase, forKey: .adaptiveAverageCase)
    try container.encode(hessian, forKey: .hessian)
    try container.encode(invariances, forKey: .invariances)
    try container.encode(notes, forKey: .notes)
    try container.encode(settings, forKey: .settings)
  }
}

extension SharpnessReport.Estimate: Codable {
  enum CodingKeys: String, CodingKey {
    case value
    case standardError = "standard_error"
    case nonFinite = "non_finite"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if let standardError {
      try container.encode([.value: value, .standardError: standardError], nonFinite: .nonFinite)
    } else {
      try container.encodeNil(forKey: .standardError)
      try container.encode([.value: value], nonFinite: .nonFinite)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    value = try container.decode(.value, nonFinite: .nonFinite)
    let words = try container.decodeIfPresent([String: String].self, forKey: .nonFinite) ?? [:]
    let isThere =
      try container.decodeIfPresent(Double.self, forKey: .standardError) != nil
      || words[CodingKeys.standardError.stringValue] != nil
    standardError = isThere ? try container.decode(.standardError, nonFinite: .nonFinite) : nil
  }
}
