/// How long attacks may search; the defaults are the published standard settings.
public struct AttackBudget: Sendable, Codable, Hashable {
  /// Steps of PGD, each of 2.5 ε / steps (Madry et al. 2018).
  public var pgdSteps: Int
  /// Runs of PGD from random starts of their own.
  public var pgdRestarts: Int
  /// Iterations of APGD, and of targeted APGD and FAB-T towards each of 9 classes (AutoAttack's standard version).
  public var iterations: Int
  /// Points that Square asks about (AutoAttack's standard version).
  public var queries: Int

  /// The range of steps, iterations and queries. No attack is useful for longer.
  public static let range = 1...1_000_000
  /// A thousand starts have random numbers of their own (`AttackTask.stream`).
  public static let restartRange = 1...1000

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
