import Files
import Foundation
import Statistics

/// What RobustBench keeps of a model in its `model_info` folder, as far as an audit knows it (Croce et al. 2021).
///
/// What an audit cannot know is null: where the model was published, whether it saw other data, what its authors report.
/// Accuracies are texts in percent with two decimals, as there.
public struct ModelInfo: Sendable, Equatable {
  public let name: String
  public let dataset: String
  public let architecture: String
  public let norm: Norm
  public let epsilon: Epsilon
  public let images: Int
  /// Of one answer.
  public let forwardPasses: Int
  public let cleanAccuracy: Double
  /// What AutoAttack's standard version left right; `nil` where it was not run so.
  public let autoAttackAccuracy: Double?
  /// The share of images that no attack of the audit broke.
  public let bestKnown: Double
  public let footnote: String
  /// Why the figures may be too high; empty where nothing speaks for it.
  public let reasons: [String]

  /// Below AutoAttack's figure by so much, another attack has shown that AutoAttack is no measure of the model. RobustBench
  /// has models with 0.4 points that it does not call unreliable, and one with 7 points that it does.
  static let trustedGap = 0.01

  /// `nil` where nobody can say: AutoAttack was not run, and nothing else speaks against the figures.
  public var isUnreliable: Bool? { reasons.isEmpty ? (autoAttackAccuracy == nil ? nil : false) : true }

  /// Throws a `FileError` where the audit has another number of strengths above 0 than one: RobustBench has one ε a model.
  public init(_ report: AuditReport, name: String, dataset: String, architecture: String) throws {
    let settings = report.settings, places = settings.epsilons.indices.filter { settings.epsilons[$0].value > 0 }
    guard places.count == 1, let e = places.first, settings.target == nil else {
      throw FileError(
        "--model-info", "says what one attack strength leaves right",
        expected: "one ε above 0 and no target", found: settings.epsilons.map(\.text).joined(separator: ", "))
    }
    self.name = name
    self.dataset = dataset.hasPrefix("cifar-") ? dataset.replacing("-", with: "") : dataset
    self.architecture = architecture
    norm = settings.norm
    epsilon = settings.epsilons[e]
    images = report.total
    forwardPasses = settings.draws ?? 1
    cleanAccuracy = report.clean.accuracy
    bestKnown = report.worstCase[e].accuracy
    let autoAttack = Self.autoAttack(report, at: e)
    autoAttackAccuracy = autoAttack.point?.accuracy
    footnote = ["Of the first \(report.total) test images.", autoAttack.note].compactMap { $0 }.joined(separator: " ")
    var reasons = report.checks.filter(Self.speaksAgainst).map { "\($0.name): \($0.detail)" }
    if let point = autoAttack.point, point.accuracy - bestKnown > Self.trustedGap + 1e-9 {
      reasons.append(
        "other attacks break \(Self.percent(point.accuracy - bestKnown)) points more of the images than AutoAttack")
    }
    self.reasons = reasons
  }

  /// A failed check, and a warning of those on which RobustBench's rules turn.
  private static func speaksAgainst(_ check: AuditCheck) -> Bool {
    check.verdict == .fail
      || (check.verdict == .warn && ["zero-gradients", "transfer-not-stronger"].contains(check.name))
  }

  /// What AutoAttack left where it was run as published and took all images, and else why it does not count.
  private static func autoAttack(_ report: AuditReport, at e: Int) -> (point: AttackPoint?, note: String?) {
    let going = report.curves.filter { $0.label.attack.goesOn }
    guard let place = going.firstIndex(where: { [.autoAttack, .autoAttackPlus].contains($0.label.attack) }) else {
      return (nil, "AutoAttack was not run.")
    }
    guard place == 0 else { return (nil, "AutoAttack took only what other attacks had left.") }
    guard let budget = report.settings.budget, budget.iterations >= 100, budget.queries >= 5000 else {
      return (nil, "AutoAttack was run with less than its standard budget.")
    }
    // The plus version begins with the standard one, whose last attack is Square.
    let curve = going[0]
    let last = curve.parts?.first { $0.label.attack == .square } ?? curve
    return (last.points[e], nil)
  }

  fileprivate static func percent(_ share: Double) -> String { String(format: "%.2f", 100 * share) }
}

extension ModelInfo: Encodable {
  private enum CodingKeys: String, CodingKey {
    case link, name, authors, dataset, venue, architecture, eps, reported, external, footnote, unreliable, images
    case additionalData = "additional_data"
    case forwardPasses = "number_forward_passes"
    case cleanAccuracy = "clean_acc"
    case autoAttackAccuracy = "autoattack_acc"
    case bestKnown = "best_known"
    case threatModel = "threat_model"
    case reasons = "unreliable_reasons"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    for key in [CodingKeys.link, .authors, .venue, .additionalData, .reported] { try container.encodeNil(forKey: key) }
    try container.encode(name, forKey: .name)
    try container.encode(forwardPasses, forKey: .forwardPasses)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(architecture, forKey: .architecture)
    try container.encode(norm.title.replacing("∞", with: "inf"), forKey: .threatModel)
    try container.encode(epsilon.text, forKey: .eps)
    try container.encode(images, forKey: .images)
    try container.encode(Self.percent(cleanAccuracy), forKey: .cleanAccuracy)
    try container.encode(autoAttackAccuracy.map(Self.percent), forKey: .autoAttackAccuracy)
    // RobustBench has this key where an evaluation other than AutoAttack's is the lower one.
    if let autoAttackAccuracy, bestKnown < autoAttackAccuracy {
      try container.encode(Self.percent(bestKnown), forKey: .external)
    }
    try container.encode(Self.percent(bestKnown), forKey: .bestKnown)
    try container.encode(footnote, forKey: .footnote)
    try container.encode(isUnreliable, forKey: .unreliable)
    try container.encode(reasons, forKey: .reasons)
  }
}
