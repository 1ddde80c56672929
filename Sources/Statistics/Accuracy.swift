/// One accuracy: how many of how many, with its 95 % Wilson interval.
public struct Accuracy: Sendable, Codable, Equatable {
  public let correct: Int
  public let accuracy: Double
  public let interval: WilsonInterval

  public init(correct: Int, total: Int) {
    self.correct = correct
    accuracy = total == 0 ? 0 : Double(correct) / Double(total)
    interval = WilsonInterval(successes: correct, total: total)
  }

  /// An accuracy as it was written down, without the total.
  public init(correct: Int, accuracy: Double, interval: WilsonInterval) {
    self.correct = correct
    self.accuracy = accuracy
    self.interval = interval
  }
}
