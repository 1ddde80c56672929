public import Settings

/// How long attacks may search; the defaults are the published standard settings.
public struct AttackBudget: Sendable, Codable, Hashable {
  /// Steps of PGD, each of 2.5 ε / steps (Madry et al. 2018).
  public var pgdSteps: Int
  /// Runs of PGD, each from a random start of its own.
  public var pgdRestarts: Int
  /// Iterations of APGD, and of targeted APGD and FAB-T towards each of 9 classes (AutoAttack's standard version).
  public var iterations: Int
  /// Points that Square asks about (AutoAttack's standard version).
  public var queries: Int

  public init(pgdSteps: Int = 20, pgdRestarts: Int = 1, iterations: Int = 100, queries: Int = 5000) {
    self.pgdSteps = pgdSteps
    self.pgdRestarts = pgdRestarts
    self.iterations = iterations
    self.queries = queries
  }

  enum CodingKeys: String, CodingKey {
    case iterations, queries
    case pgdSteps = "pgd_steps"
    case pgdRestarts = "pgd_restarts"
  }
}

extension AttackBudget: Configurable {
  public static let usual = AttackBudget()

  /// No attack is useful for longer.
  private static let length = 1...1_000_000
  /// A thousand starts have random numbers of their own (`AttackTask.stream`).
  private static let starts = 1...1000

  public static let settings: [Setting<AttackBudget>] = [
    Setting("pgd_steps", \.pgdSteps, .whole(length), "Steps of PGD, each of 2.5 ε / steps."),
    Setting("pgd_restarts", \.pgdRestarts, .whole(starts), "Runs of PGD, each from a random start of its own."),
    Setting(
      "iterations", \.iterations, .whole(length), "Iterations of APGD, and of APGD-T and FAB-T towards each class."),
    Setting("queries", \.queries, .whole(length), "Points that Square asks the model about."),
  ]
}
