import ArgumentParser
import Robustness

/// How long attacks may search.
struct BudgetOptions: ParsableArguments {
  @Option(\AttackBudget.pgdSteps) var pgdSteps: String?
  @Option(\AttackBudget.pgdRestarts) var pgdRestarts: String?
  @Option(\AttackBudget.iterations) var iterations: String?
  @Option(\AttackBudget.queries) var queries: String?
  @Option(\AttackBudget.sigmaZeroSteps) var sigmaZeroSteps: String?
  @Option(\AttackBudget.draws) var draws: String?
}

/// Which attacks, through which losses, how strong.
struct AttackOptions: ParsableArguments {
  @Option(\AttackSettings.attacks) var attacks: String?
  @Option(\AttackSettings.losses) var attackLoss: [String]
  @Option(\AttackSettings.norm) var norm: String?
  @Option(\AttackSettings.epsilons) var epsilons: String?
  @Option(\AttackSettings.target) var target: String?
  @Option(\AttackSettings.transferFrom) var transferFrom: String?
  @Flag(\AttackSettings.quantise) var quantise: Bool
  @Option(\AttackSettings.savePNG) var savePng: String?

  func settings(_ budget: BudgetOptions) throws -> AttackSettings {
    var settings = AttackSettings()
    try set(in: &settings)
    try budget.set(in: &settings.budget)
    try flagged(AttackSettings.self) { try settings.requireFit() }
    return settings
  }
}
