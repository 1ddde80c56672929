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

/// Accuracy at one attack strength.
public struct AttackPoint: Sendable, Codable, Equatable {
  public let epsilon: Double
  public let correct: Int
  public let accuracy: Double
  public let interval: WilsonInterval
  /// Images right at this ε and at every smaller one asked for.
  public let cumulativeCorrect: Int
  /// The largest change of any pixel, re-read from the attacked images.
  public let maxPerturbation: Double
  /// Images whose gradient vanished, attacked through the margin instead.
  public let zeroGradient: Int

  enum CodingKeys: String, CodingKey {
    case epsilon, correct, accuracy, interval
    case cumulativeCorrect = "cumulative_correct"
    case maxPerturbation = "max_perturbation"
    case zeroGradient = "zero_gradient"
  }

  init(epsilon: Double, correct: [Bool], cumulative: [Bool], maxPerturbation: Double, zeroGradient: Int) {
    let accuracy = Accuracy(correct: correct.count { $0 }, total: correct.count)
    self.epsilon = epsilon
    self.correct = accuracy.correct
    self.accuracy = accuracy.accuracy
    interval = accuracy.interval
    cumulativeCorrect = cumulative.count { $0 }
    self.maxPerturbation = maxPerturbation
    self.zeroGradient = zeroGradient
  }
}

/// One attack through one loss over all strengths.
public struct AttackCurve: Sendable, Codable, Equatable {
  public let attack: String
  public let loss: String
  public let points: [AttackPoint]
}

/// Something that must hold for the other numbers to mean what they say.
public struct AuditCheck: Sendable, Codable, Equatable {
  public enum Verdict: String, Sendable, Codable { case pass, warn, fail, notRun = "not-run" }
  public let name: String
  public let verdict: Verdict
  public let detail: String

  public init(_ name: String, _ verdict: Verdict, _ detail: String) {
    self.name = name
    self.verdict = verdict
    self.detail = detail
  }
}

/// What an audit of one model found.
public struct AuditReport: Sendable, Codable, Equatable {
  public let total: Int
  public let clean: Accuracy
  public let curves: [AttackCurve]
  /// Per image the worst over every attack and loss at the same ε.
  public let worstCase: [AttackPoint]
  public let checks: [AuditCheck]
  public var settings: Settings

  public struct Settings: Sendable, Codable, Equatable {
    public var attacks: [String]
    public var epsilons: [Epsilon]
    /// Attack losses as asked for, and what each one is.
    public var losses: [String: String]
    public var norm = "linf"
    public var units = "pixels in [0, 1]"
    public var checkpoint: String?
    public var dataset: String?
  }

  enum CodingKeys: String, CodingKey {
    case total, clean, curves, checks, settings
    case worstCase = "worst_case"
  }
}
