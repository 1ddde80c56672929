/// The accuracy that a model reaches which knows nothing of the images: it answers with their most frequent class always.
///
/// It is at least 1 / K for images of K classes. Where classes are missing, it is more.
public struct Chance: Sendable, Equatable {
  public let share: Double

  /// The chance on images with `labels`.
  public init(labels: [UInt8]) {
    var counts: [UInt8: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    share = counts.values.max().map { Double($0) / Double(labels.count) } ?? 0
  }

  /// Whether the accuracy's interval reaches chance, or lies below it.
  public func isReached(by accuracy: Accuracy) -> Bool { accuracy.interval.lower <= share }

  /// Whether `total` images suffice to tell a model that is always right from chance.
  public func canBeExceeded(on total: Int) -> Bool { !isReached(by: Accuracy(correct: total, total: total)) }
}
