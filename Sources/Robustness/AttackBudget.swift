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
  /// Steps of σ-zero; `nil` for the usual 1,000.
  public var sigmaZeroSteps: Int?
  /// Draws whose mean is the answer of a random model, in each pass; `nil` for the usual 20.
  public var draws: Int?

  /// As AutoAttack has for random models (Croce & Hein 2020).
  public static let usualDraws = 20

  public init(
    pgdSteps: Int = 20, pgdRestarts: Int = 1, iterations: Int = 100, queries: Int = 5000, sigmaZeroSteps: Int? = nil
  ) {
    self.pgdSteps = pgdSteps
    self.pgdRestarts = pgdRestarts
    self.iterations = iterations
    self.queries = queries
    self.sigmaZeroSteps = sigmaZeroSteps
  }

  enum CodingKeys: String, CodingKey {
    case iterations, queries, draws
    case pgdSteps = "pgd_steps"
    case pgdRestarts = "pgd_restarts"
    case sigmaZeroSteps = "sigma_zero_steps"
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
    Setting(
      "draws", \.draws, .whole(1...10_000), "Draws of a random model whose mean is its answer.", usual: "\(usualDraws)"),
    Setting("sigma_zero_steps", \.sigmaZeroSteps, .whole(length), "Steps of σ-zero.", usual: "\(SigmaZero.usualSteps)"),
  ]
}
