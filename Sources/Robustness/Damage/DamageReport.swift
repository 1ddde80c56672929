public import Files
public import Statistics

/// Accuracy under one strength of damage.
public struct DamagePoint: Sendable, Codable, Equatable {
  /// The severity of a corruption, from 1 to 5; `nil` for damage to weights.
  public let severity: Int?
  /// The strength, in the curve's quantity.
  public let parameter: Double
  /// Right answers, in all draws together.
  public let correct: Int
  /// The mean over draws.
  public let accuracy: Double
  /// The Wilson interval of `accuracy` over the images. Draws share the images, so they do not make it narrower.
  public let interval: WilsonInterval
  /// The right answers in each draw of weight damage; `nil` for corruptions.
  public let draws: [Int]?
  /// Sample standard deviation of the accuracy over draws; absent for a single one.
  public let standardDeviation: Double?

  enum CodingKeys: String, CodingKey {
    case severity, parameter, correct, accuracy, interval, draws
    case standardDeviation = "standard_deviation"
  }

  /// A point where each image was corrupted once.
  init(severity: Int, parameter: Double, correct: Int, total: Int) {
    let accuracy = Accuracy(correct: correct, total: total)
    self.severity = severity
    self.parameter = parameter
    self.correct = correct
    self.accuracy = accuracy.accuracy
    interval = accuracy.interval
    draws = nil
    standardDeviation = nil
  }

  /// A point where weights were damaged in several draws. `draws` has the number of right images of each draw.
  init(strength: Double, draws: [Int], total: Int) {
    let n = Double(draws.count), sum = draws.reduce(0, +)
    let accuracies = draws.map { total == 0 ? 0 : Double($0) / Double(total) }
    let mean = total == 0 ? 0 : Double(sum) / (n * Double(total))
    severity = nil
    parameter = strength
    correct = sum
    accuracy = mean
    interval = WilsonInterval(successes: Int((Double(sum) / n).rounded()), total: total)
    self.draws = draws
    standardDeviation =
      draws.count > 1
      ? (accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot() : nil
  }
}

/// Accuracy under one kind of damage as it grows.
public struct DamageCurve: Sendable, Codable, Equatable {
  public enum Target: String, Sendable, Codable { case images, weights }
  public let damage: String
  public let target: Target
  /// What the points' `parameter` is.
  public let quantity: String
  public let points: [DamagePoint]
}

/// How one model bears damage that no adversary chose.
public struct DamageReport: Sendable, Codable, Equatable {
  public let total: Int
  public let clean: Accuracy
  public let curves: [DamageCurve]
  public var settings: Settings

  public struct Settings: Sendable, Codable, Equatable {
    public var seed: UInt64
    /// Draws of each strength of weight damage.
    public var draws: Int
    /// The model's outputs.
    public var classes: Int
    /// The classes of the data, where the model has outputs for more.
    public var dataClasses: Int?
    /// The classes of the images, where they are fewer than the model's outputs.
    public var presentClasses: Int?
    public var units = "pixels in [0, 1], not rounded to bytes"
    public var checkpoint: String?
    public var dataset: String?
    /// All that decided the report, of one that a command of its own wrote.
    public var madeFrom: Identity?

    enum CodingKeys: String, CodingKey {
      case seed, draws, classes, units, checkpoint, dataset
      case dataClasses = "data_classes"
      case presentClasses = "present_classes"
      case madeFrom = "made_from"
    }
  }
}
