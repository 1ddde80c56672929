public import Files
public import Statistics

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
  public internal(set) var curves: [AttackCurve]
  /// Per image the worst over every attack and loss at the same ε.
  public internal(set) var worstCase: [AttackPoint]
  public let checks: [AuditCheck]
  public var settings: Settings
  /// `nil` in a report of a version that did not look.
  public var calibration: AuditCalibration?
  public var perClass: [ClassAccuracy]?
  /// How small the changes are that break images; `nil` where nothing was to be moved, and in older reports.
  public var smallestEpsilons: SmallestEpsilons?

  public struct Settings: Sendable, Codable, Equatable {
    public var attacks: [AttackName]
    public var epsilons: [Epsilon]
    /// Attack losses as asked for, and what each one is.
    public var losses: [String: String]
    public var budget: AttackBudget?
    public var seed: UInt64?
    /// What was done otherwise than its name says, and why.
    public var notes: [String]?
    public var norm = Norm.linf
    /// Where the attacks led; `nil` where they led anywhere away from the labels.
    public var target: Target?
    /// The model whose adversarial images were tried on this one.
    public var transferFrom: String?
    /// Images that are not in any figure, since the target is their own class.
    public var leftOut: Int?
    /// True where the images are counted as 8-bit files hold them, too.
    public var quantise: Bool?
    /// How many of the first images were used; `nil` where all were.
    public var limit: Int?
    /// The draws whose mean is each answer of a random model; `nil` of others.
    public var draws: Int?
    /// The classes of the data, where the model has outputs for more.
    public var dataClasses: Int?
    public var units = "pixels in [0, 1]"
    public var checkpoint: String?
    public var dataset: String?
    /// All that decided the report, of one that a command of its own wrote.
    public var madeFrom: Identity?

    enum CodingKeys: String, CodingKey {
      case attacks, epsilons, losses, budget, seed, notes, norm, units, checkpoint, dataset, target, quantise, limit,
        draws
      case leftOut = "left_out"
      case transferFrom = "transfer_from"
      case dataClasses = "data_classes"
      case madeFrom = "made_from"
    }
  }

  enum CodingKeys: String, CodingKey {
    case total, clean, curves, checks, settings, calibration
    case worstCase = "worst_case"
    case perClass = "per_class"
    case smallestEpsilons = "smallest_epsilon"
  }
}

extension AuditReport {
  init(_ evidence: AuditEvidence, settings: Settings, classNames: [String]?) {
    let clean = evidence.clean, total = clean.count
    func points(_ outcomes: [StrengthOutcome], calibrated: Bool, gains: [AttackGain?]? = nil) -> [AttackPoint] {
      zip(evidence.asked, outcomes).enumerated().map { e, point in
        let (epsilon, outcome) = point
        var cumulative = clean
        for (smaller, other) in zip(evidence.asked, outcomes) where smaller.value <= epsilon.value {
          for (i, right) in other.correct.enumerated() where !right { cumulative[i] = false }
        }
        let calibration = calibrated ? CalibrationError(outcome.confidence, outcome.correct) : nil
        return AttackPoint(
          epsilon: epsilon, correct: outcome.correct, cumulative: cumulative,
          maxPerturbation: outcome.maximumPerturbation, zeroGradient: outcome.zeroGradient.count { $0 },
          reached: outcome.reached, rounded: outcome.rounded, expectedCalibrationError: calibration?.expected,
          gain: gains?[e])
      }
    }
    func curve(_ outcome: CurveOutcome, after former: CurveOutcome?) -> AttackCurve {
      let parts = evidence.parts[outcome.label.attack]
      return AttackCurve(
        outcome.label,
        points: points(
          outcome.asked, calibrated: outcome.label.attack.followsAnyLoss,
          gains: evidence.gains(of: outcome, after: former)),
        parts: parts?.enumerated().map { curve($1, after: $0 == 0 ? former : parts![$0 - 1]) },
        medianSmallestChange: outcome.smallest.flatMap { evidence.median($0) })
    }
    self.init(
      total: total, clean: Accuracy(correct: clean.count { $0 }, total: total),
      curves: evidence.cascade.map { curve($0.curve, after: $0.former) },
      worstCase: points(evidence.asked.indices.map(evidence.worstCase), calibrated: false),
      checks: AuditChecks(evidence).results,
      settings: settings, calibration: AuditCalibration(evidence),
      perClass: ClassAccuracy.rows(evidence, labels: evidence.labels, names: classNames),
      smallestEpsilons: SmallestEpsilons(evidence))
  }
}

extension AuditReport.Settings {
  init(_ evidence: AuditEvidence, of audit: Audit, _ losses: [ResolvedLoss]) {
    self.init(
      attacks: audit.attacks, epsilons: audit.epsilons,
      losses: Dictionary(losses.map { ("\($0.requested)", $0.loss.name) }, uniquingKeysWith: { first, _ in first }),
      budget: audit.budget, seed: audit.seed, notes: Self.notes(evidence, audit, losses),
      norm: audit.norm, target: audit.target, transferFrom: audit.sibling?.name, quantise: audit.quantise ? true : nil,
      dataClasses: evidence.dataClasses.flatMap { $0 < evidence.classes ? $0 : nil })
  }

  private static func notes(_ evidence: AuditEvidence, _ audit: Audit, _ losses: [ResolvedLoss]) -> [String]? {
    let classes = evidence.classes
    let parts = audit.attacks.flatMap(\.parts)
    var notes = evidence.notes
    let followsDLR =
      parts.contains(.apgdDLR) || (parts.contains { $0.followsAnyLoss } && losses.contains { $0.loss == .dlr })
    if classes < 3, followsDLR, audit.target == nil {
      notes.append("DLR needs 3 classes, this model has \(classes): the margin was followed")
    }
    if classes < 4, parts.contains(.targetedAPGD) || (audit.target != nil && followsDLR) {
      notes.append("targeted DLR needs 4 classes, this model has \(classes): the difference of two logits was followed")
    }
    return notes.isEmpty ? nil : notes
  }
}
