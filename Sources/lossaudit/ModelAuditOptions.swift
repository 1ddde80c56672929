import ArgumentParser
import Certification
import LossLandscapes
import Robustness
import Studies

/// What is found out about models that are given: attacks, damage and slices, with the defaults of a first look.
struct ModelAuditOptions: ParsableArguments {
  /// One step and a search along the gradient: a model that hides it falls apart between them.
  static let attacks: [AttackName] = [.fgsm, .apgdCrossEntropy]
  /// Of the attacks above. Whoever names attacks means their published budgets.
  static let iterations = 20
  static let limit = 1000, fewImages = 250

  @Option(\AttackSettings.attacks, usual: attacks.map(\.rawValue).joined(separator: ",")) var attacks: String?
  @Option(\AttackSettings.losses) var attackLoss: [String]
  @Option(\AttackSettings.norm) var norm: String?
  @Option(\AttackSettings.epsilons) var epsilons: String?
  @Option(\AttackSettings.target) var target: String?
  @Option(\AttackSettings.transferFrom) var transferFrom: String?
  @Flag(\AttackSettings.quantise) var quantise: Bool
  @Option(\AttackSettings.savePNG) var savePng: String?
  @Option(\AttackSettings.limit, usual: "\(limit)") var limit: String?

  /// The attacks as these flags say them.
  func settings(_ budget: ModelBudgetOptions) throws -> AttackSettings {
    var settings = AttackSettings()
    if attacks == nil {
      settings.attacks = Self.attacks
      settings.budget.iterations = Self.iterations
    }
    settings.limit = Self.limit
    try set(in: &settings)
    try budget.set(in: &settings.budget)
    try flagged(AttackSettings.self) { try settings.requireFit() }
    return settings
  }
}

/// How long the attacks of a first look may search.
struct ModelBudgetOptions: ParsableArguments {
  @Option(\AttackBudget.pgdSteps) var pgdSteps: String?
  @Option(\AttackBudget.pgdRestarts) var pgdRestarts: String?
  @Option(
    \AttackBudget.iterations,
    usual: "\(ModelAuditOptions.iterations); \(AttackBudget().iterations) where --attacks names attacks")
  var iterations: String?
  @Option(\AttackBudget.queries) var queries: String?
  @Option(\AttackBudget.sigmaZeroSteps) var sigmaZeroSteps: String?
  @Option(\AttackBudget.draws) var draws: String?
}

/// What is done to models beside attacks.
struct ModelSurveyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Kinds of damage, separated by commas, all or none: \(DamageKind.all.map(\.name).joined(separator: ", ")).",
      valueName: "list"))
  var damage = "all"

  @Option(help: ArgumentHelp("Points of the line through the weights; 0 cuts none.", valueName: "n"))
  var linePoints = 25

  @Option(help: ArgumentHelp("Points along each side of the plane; 0 cuts none.", valueName: "n"))
  var planePoints = 11

  @Option(
    help: ArgumentHelp("Use the first N test images for damage, proofs and slices.", valueName: "n"))
  var surveyLimit = ModelAuditOptions.fewImages

  @Flag(help: "Prove robustness too, at the attacks' strengths above 0, on as many images as damage has.")
  var certify = false

  func set(in audit: inout AuditFile) throws {
    if certify {
      guard audit.attack.norm == .linf else {
        throw ValidationError("--certify: expected --norm linf, found \(audit.attack.norm.rawValue)")
      }
      audit.certify.epsilons = audit.attack.epsilons.filter { $0.value > 0 }
      audit.certify.limit = surveyLimit
    }
    audit.damage.kinds = damage == "none" ? [] : try usage { try DamageKind.list(parsing: damage, at: "--damage") }
    for (flag, number) in [("--line-points", linePoints), ("--plane-points", planePoints)]
    where number != 0 && !(2...10_001).contains(number) {
      throw ValidationError("\(flag): expected 0, or a whole number from 2 to 10001, found \(number)")
    }
    guard surveyLimit > 0 else {
      throw ValidationError("--survey-limit: expected a whole number from 1, found \(surveyLimit)")
    }
    audit.slices.oneDimensional.points = linePoints
    audit.slices.twoDimensional.points = planePoints
    (audit.damage.limit, audit.slices.limit) = (surveyLimit, surveyLimit)
  }
}
