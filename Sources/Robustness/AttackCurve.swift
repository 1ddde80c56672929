public import Statistics

/// Accuracy at one attack strength.
public struct AttackPoint: Sendable, Equatable {
  public internal(set) var epsilon: Epsilon
  public let correct: Int
  public let accuracy: Double
  public let interval: WilsonInterval
  /// Images right at this ε and at every smaller one asked for.
  public let cumulativeCorrect: Int
  /// The largest change of any image, read again from the attacked images.
  public let maxPerturbation: Double
  /// Images whose gradient vanished, which were attacked through the margin instead.
  public let zeroGradient: Int
  /// Images that have become the class that the attack led to; `nil` where it led to none.
  public let reached: Accuracy?
  /// The figures of the images as 8-bit files hold them; `nil` where nobody asked.
  public let quantised: Accuracy?
  public let reachedQuantised: Accuracy?
  /// `nil` of an attack that goes on with images still right: it does not see the others.
  public let expectedCalibrationError: Double?
  /// What the attack found and took; `nil` of a sweep, of the worst case and of results that did not count it.
  public let gain: AttackGain?

  init(
    epsilon: Epsilon, correct: [Bool], cumulative: [Bool], maxPerturbation: Double, zeroGradient: Int,
    reached: [Bool]? = nil, rounded: RoundedOutcome? = nil, expectedCalibrationError: Double? = nil,
    gain: AttackGain? = nil
  ) {
    func share(_ images: [Bool]) -> Accuracy { Accuracy(correct: images.count { $0 }, total: images.count) }
    let accuracy = share(correct)
    self.reached = reached.map(share)
    quantised = rounded.map { share($0.correct) }
    reachedQuantised = rounded?.reached.map(share)
    self.epsilon = epsilon
    self.correct = accuracy.correct
    self.accuracy = accuracy.accuracy
    interval = accuracy.interval
    cumulativeCorrect = cumulative.count { $0 }
    self.maxPerturbation = maxPerturbation
    self.zeroGradient = zeroGradient
    self.expectedCalibrationError = expectedCalibrationError
    self.gain = gain
  }
}

/// One attack through one loss over all strengths.
public struct AttackCurve: Sendable, Equatable {
  public let label: AttackLabel
  public let points: [AttackPoint]
  /// The attacks that this one consists of, each of which goes on with what those before it left right.
  public let parts: [AttackCurve]?
  /// Of an attack that looks for the smallest change: the median over the images right without attack; `nil` where it broke
  /// fewer than half of them.
  public let medianSmallestChange: Double?

  init(
    _ label: AttackLabel, points: [AttackPoint], parts: [AttackCurve]? = nil, medianSmallestChange: Double? = nil
  ) {
    self.label = label
    self.points = points
    self.parts = parts
    self.medianSmallestChange = medianSmallestChange
  }
}

/// `{"attack": "pgd", "loss": "own", "points": […]}`, with `parts` and `median_smallest_change` where there are
/// some.
extension AttackCurve: Codable {
  private enum CodingKeys: String, CodingKey {
    case points, parts
    case medianSmallestChange = "median_smallest_change"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    label = try AttackLabel(from: decoder)
    points = try container.decode([AttackPoint].self, forKey: .points)
    parts = try container.decodeIfPresent([AttackCurve].self, forKey: .parts)
    medianSmallestChange = try container.decodeIfPresent(Double.self, forKey: .medianSmallestChange)
  }

  public func encode(to encoder: any Encoder) throws {
    try label.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(points, forKey: .points)
    try container.encodeIfPresent(parts, forKey: .parts)
    try container.encodeIfPresent(medianSmallestChange, forKey: .medianSmallestChange)
  }
}
