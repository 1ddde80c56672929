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
}
