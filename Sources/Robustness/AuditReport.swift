public import Statistics

/// Accuracy at one attack strength.
public struct AttackPoint: Sendable, Codable, Equatable {
  public let epsilon: Double
  public let correct: Int
  public let accuracy: Double
  public let interval: WilsonInterval
  /// Images right at this ε and at every smaller one asked for.
  public let cumulativeCorrect: Int
  /// The largest change of any image, re-read from the attacked images.
  public let maxPerturbation: Double
  /// Images whose gradient vanished, attacked through the margin instead.
  public let zeroGradient: Int
  /// Of an attack that counts every image: the others attack only those that are still right.
  public let expectedCalibrationError: Double?

  enum CodingKeys: String, CodingKey {
    case epsilon, correct, accuracy, interval
    case expectedCalibrationError = "expected_calibration_error"
    case cumulativeCorrect = "cumulative_correct"
    case maxPerturbation = "max_perturbation"
    case zeroGradient = "zero_gradient"
  }

  init(
    epsilon: Double, correct: [Bool], cumulative: [Bool], maxPerturbation: Double, zeroGradient: Int,
    expectedCalibrationError: Double? = nil
  ) {
    let accuracy = Accuracy(correct: correct.count { $0 }, total: correct.count)
    self.epsilon = epsilon
    self.correct = accuracy.correct
    self.accuracy = accuracy.accuracy
    interval = accuracy.interval
    cumulativeCorrect = cumulative.count { $0 }
    self.maxPerturbation = maxPerturbation
    self.zeroGradient = zeroGradient
    self.expectedCalibrationError = expectedCalibrationError
  }
}

/// One attack through one loss over all strengths.
public struct AttackCurve: Sendable, Codable, Equatable {
  public let attack: String
  public let loss: String
  public let points: [AttackPoint]
  /// The attacks that this one consists of, each going on with what those before it left right.
  public let parts: [AttackCurve]?

  /// Such as `pgd through cross-entropy`; the attack's name alone where it brings its own loss.
  public var title: String {
    AttackName(rawValue: attack)?.followsAnyLoss ?? true ? "\(attack) through \(loss)" : attack
  }

  init(attack: String, loss: String, points: [AttackPoint], parts: [AttackCurve]? = nil) {
    self.attack = attack
    self.loss = loss
    self.points = points
    self.parts = parts
  }
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
  /// `nil` in a report of a version that did not look.
  public var calibration: AuditCalibration?
  public var perClass: [ClassAccuracy]?

  public struct Settings: Sendable, Codable, Equatable {
    public var attacks: [String]
    public var epsilons: [Epsilon]
    /// Attack losses as asked for, and what each one is.
    public var losses: [String: String]
    public var budget: AttackBudget?
    public var seed: UInt64?
    /// What was done otherwise than its name says, and why.
    public var notes: [String]?
    public var norm = Norm.linf
    public var units = "pixels in [0, 1]"
    public var checkpoint: String?
    public var dataset: String?
  }

  enum CodingKeys: String, CodingKey {
    case total, clean, curves, checks, settings, calibration
    case worstCase = "worst_case"
    case perClass = "per_class"
  }
}

extension AuditReport {
  init(_ evidence: AuditEvidence, audit: Audit, labels: [UInt8], losses: [(name: String, loss: AttackLoss)]) {
    let asked = evidence.strengths.prefix(evidence.asked), clean = evidence.clean, total = labels.count
    func points(
      _ correct: (Int) -> [Bool], _ perturbation: (Int) -> Double, _ zero: (Int) -> Int,
      _ calibration: (Int) -> CalibrationError? = { _ in nil }
    ) -> [AttackPoint] {
      asked.indices.map { e in
        var cumulative = clean
        for other in asked.indices where asked[other] <= asked[e] {
          for (i, right) in correct(other).enumerated() where !right { cumulative[i] = false }
        }
        return AttackPoint(
          epsilon: asked[e], correct: correct(e), cumulative: cumulative, maxPerturbation: perturbation(e),
          zeroGradient: zero(e), expectedCalibrationError: calibration(e)?.expected)
      }
    }
    func curve(_ outcome: CurveOutcome) -> AttackCurve {
      AttackCurve(
        attack: outcome.attack.rawValue, loss: outcome.loss,
        points: points(
          { outcome.correct[$0] }, { outcome.maximumPerturbation[$0] }, { outcome.zeroGradient[$0].count { $0 } },
          { outcome.attack.followsAnyLoss ? CalibrationError(outcome.confidence[$0], outcome.correct[$0]) : nil }),
        parts: evidence.parts[outcome.attack]?.map(curve))
    }
    self.init(
      total: total, clean: Accuracy(correct: clean.count { $0 }, total: total), curves: evidence.curves.map(curve),
      worstCase: points(
        { evidence.worst($0) }, { e in evidence.curves.map { $0.maximumPerturbation[e] }.max() ?? 0 },
        { e in evidence.curves.map { $0.zeroGradient[e].count { $0 } }.max() ?? 0 }),
      checks: AuditChecks(evidence).results,
      settings: Settings(
        attacks: audit.attacks.map(\.rawValue), epsilons: audit.epsilons,
        losses: Dictionary(losses.map { ($0.name, $0.loss.name) }, uniquingKeysWith: { first, _ in first }),
        budget: audit.budget, seed: audit.seed, notes: Self.notes(evidence, audit, losses),
        norm: audit.norm),
      calibration: AuditCalibration(evidence),
      perClass: ClassAccuracy.rows(evidence, labels: labels, names: audit.classNames))
  }

  private static func notes(
    _ evidence: AuditEvidence, _ audit: Audit, _ losses: [(name: String, loss: AttackLoss)]
  ) -> [String]? {
    let classes = evidence.classes
    let parts = audit.attacks.flatMap(\.parts)
    var notes = evidence.notes
    let followsDLR =
      parts.contains(.apgdDLR) || (parts.contains { $0.followsAnyLoss } && losses.contains { $0.loss == .dlr })
    if classes < 3, followsDLR {
      notes.append("DLR needs 3 classes, this model has \(classes): the margin was followed")
    }
    if classes < 4, parts.contains(.targetedAPGD) {
      notes.append("targeted DLR needs 4 classes, this model has \(classes): the difference of two logits was followed")
    }
    return notes.isEmpty ? nil : notes
  }
}
