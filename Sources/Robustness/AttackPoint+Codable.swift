import Statistics

/// Each figure of a point stands among the same keys: `correct`, `correct_quantised`.
extension AttackPoint: Codable {
  private enum CodingKeys: String, CodingKey {
    case correct, accuracy, interval, reached
    case expectedCalibrationError = "expected_calibration_error"
    case cumulativeCorrect = "cumulative_correct"
    case maxPerturbation = "max_perturbation"
    case zeroGradient = "zero_gradient"
    case successRate = "success_rate"
    case successInterval = "success_interval"
    case correctQuantised = "correct_quantised"
    case accuracyQuantised = "accuracy_quantised"
    case intervalQuantised = "interval_quantised"
    case reachedQuantised = "reached_quantised"
    case successRateQuantised = "success_rate_quantised"
    case successIntervalQuantised = "success_interval_quantised"
  }

  /// The keys of a figure: how many images, their share of all, and its interval.
  private typealias FigureKeys = (count: CodingKeys, share: CodingKeys, interval: CodingKeys)
  private static let quantisedKeys: FigureKeys = (.correctQuantised, .accuracyQuantised, .intervalQuantised)
  private static let reachedKeys: FigureKeys = (.reached, .successRate, .successInterval)
  private static let reachedQuantisedKeys: FigureKeys = (
    .reachedQuantised, .successRateQuantised, .successIntervalQuantised
  )

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func figure(_ keys: FigureKeys) throws -> Accuracy? {
      guard let count = try container.decodeIfPresent(Int.self, forKey: keys.count) else { return nil }
      return Accuracy(
        correct: count, accuracy: try container.decode(Double.self, forKey: keys.share),
        interval: try container.decode(WilsonInterval.self, forKey: keys.interval))
    }
    epsilon = try WrittenEpsilon(from: decoder).epsilon
    correct = try container.decode(Int.self, forKey: .correct)
    accuracy = try container.decode(Double.self, forKey: .accuracy)
    interval = try container.decode(WilsonInterval.self, forKey: .interval)
    cumulativeCorrect = try container.decode(Int.self, forKey: .cumulativeCorrect)
    maxPerturbation = try container.decode(Double.self, forKey: .maxPerturbation)
    zeroGradient = try container.decode(Int.self, forKey: .zeroGradient)
    reached = try figure(Self.reachedKeys)
    quantised = try figure(Self.quantisedKeys)
    reachedQuantised = try figure(Self.reachedQuantisedKeys)
    expectedCalibrationError = try container.decodeIfPresent(Double.self, forKey: .expectedCalibrationError)
    gain = try AttackGain.isIn(decoder) ? AttackGain(from: decoder) : nil
  }

  public func encode(to encoder: any Encoder) throws {
    try WrittenEpsilon(epsilon).encode(to: encoder)
    try gain?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    func encode(_ figure: Accuracy?, _ keys: FigureKeys) throws {
      try container.encodeIfPresent(figure?.correct, forKey: keys.count)
      try container.encodeIfPresent(figure?.accuracy, forKey: keys.share)
      try container.encodeIfPresent(figure?.interval, forKey: keys.interval)
    }
    try container.encode(correct, forKey: .correct)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(interval, forKey: .interval)
    try container.encode(cumulativeCorrect, forKey: .cumulativeCorrect)
    try container.encode(maxPerturbation, forKey: .maxPerturbation)
    try container.encode(zeroGradient, forKey: .zeroGradient)
    try encode(reached, Self.reachedKeys)
    try encode(quantised, Self.quantisedKeys)
    try encode(reachedQuantised, Self.reachedQuantisedKeys)
    try container.encodeIfPresent(expectedCalibrationError, forKey: .expectedCalibrationError)
  }
}
