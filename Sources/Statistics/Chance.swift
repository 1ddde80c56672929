/// The accuracy that a model reaches which knows nothing of the images.
///
/// It is 1 / K for K classes. Where every class is there and one of them is decisively larger than 1 / K, it is the
/// share of that class, since a model that always answers with it gets so far.
public struct Chance: Sendable, Equatable {
  public let share: Double

  /// The chance on images with `labels`, whose data set has `classes` classes.
  public init(labels: [UInt8], classes: Int) {
    var counts: [UInt8: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    let even = 1 / Double(max(classes, 1)), largest = counts.values.max() ?? 0
    let isUneven =
      counts.count == classes && WilsonInterval(successes: largest, total: labels.count).lower > even
    share = isUneven ? Double(largest) / Double(labels.count) : even
  }

  /// Whether the accuracy's interval reaches chance, or lies below it.
  public func isReached(by accuracy: Accuracy) -> Bool { accuracy.interval.lower <= share }

  /// Whether `total` images suffice to tell a model that is always right from chance.
  public func canBeExceeded(on total: Int) -> Bool { !isReached(by: Accuracy(correct: total, total: total)) }
}
