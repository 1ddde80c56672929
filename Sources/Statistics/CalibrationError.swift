/// How far a model's confidence is from its accuracy: the expected calibration error of Guo et al. (2017), and the
/// reliability bins behind it.
///
/// ECE = Σₘ (|Bₘ| / n) · |accuracy(Bₘ) − confidence(Bₘ)| over 15 bins of equal width, m from 1, where Bₘ are the images
/// with a confidence in ((m − 1)/15, m/15]. A confidence is the largest softmax probability.
public struct CalibrationError: Sendable, Codable, Equatable {
  /// One bin of confidence.
  public struct Bin: Sendable, Codable, Equatable {
    /// The number of images in the bin.
    public let count: Int
    /// Their mean confidence; 0 where there are none.
    public let meanConfidence: Double
    /// The share of them that is right; 0 where there are none.
    public let accuracy: Double

    enum CodingKeys: String, CodingKey {
      case count, accuracy
      case meanConfidence = "mean_confidence"
    }
  }

  /// Guo et al. (2017) have 15 bins too. Figures over other bins cannot be compared.
  public static let binCount = 15

  /// The error, 0 to 1.
  public let expected: Double
  /// The bins from the lowest confidence to the highest, with the empty ones.
  public let bins: [Bin]

  enum CodingKeys: String, CodingKey {
    case bins
    case expected = "expected_calibration_error"
  }

  /// The confidence in each image's answer and whether that answer is right.
  ///
  /// Is `nil` without images, and where a confidence is not a number from 0 to 1: a diverged model has no calibration.
  public init?(confidences: [Double], correct: [Bool]) {
    precondition(confidences.count == correct.count)
    guard !confidences.isEmpty, confidences.allSatisfy({ 0 <= $0 && $0 <= 1 }) else { return nil }
    var counts = [Int](repeating: 0, count: Self.binCount), right = counts
    var sums = [Double](repeating: 0, count: Self.binCount)
    for (confidence, isRight) in zip(confidences, correct) {
      let bin = (0..<Self.binCount).first { confidence <= Double($0 + 1) / Double(Self.binCount) }!
      counts[bin] += 1
      sums[bin] += confidence
      right[bin] += isRight ? 1 : 0
    }
    bins = (0..<Self.binCount).map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(count: counts[bin], meanConfidence: sums[bin] / count, accuracy: Double(right[bin]) / count)
    }
    let total = Double(confidences.count)
    expected = bins.reduce(0) { $0 + Double($1.count) / total * abs($1.accuracy - $1.meanConfidence) }
  }
}
