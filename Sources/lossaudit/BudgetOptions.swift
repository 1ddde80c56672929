import ArgumentParser
import Robustness

/// How long attacks may search.
struct BudgetOptions: ParsableArguments {
  private static let usual = AttackBudget()

  @Option(help: ArgumentHelp("Steps of PGD, each of 2.5 ε / steps.", valueName: "n"))
  var pgdSteps = usual.pgdSteps

  @Option(help: ArgumentHelp("Runs of PGD, each from a random start of its own.", valueName: "n"))
  var pgdRestarts = usual.pgdRestarts

  @Option(help: ArgumentHelp("Iterations of APGD, and of APGD-T and FAB-T towards each class.", valueName: "n"))
  var iterations = usual.iterations

  @Option(help: ArgumentHelp("Points that Square asks the model about.", valueName: "n"))
  var queries = usual.queries

  var budget: AttackBudget {
    AttackBudget(pgdSteps: pgdSteps, pgdRestarts: pgdRestarts, iterations: iterations, queries: queries)
  }

  func validate() throws {
    for (flag, value, range) in [
      ("--pgd-steps", pgdSteps, AttackBudget.range), ("--pgd-restarts", pgdRestarts, AttackBudget.restartRange),
      ("--iterations", iterations, AttackBudget.range), ("--queries", queries, AttackBudget.range),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(flag): expected a number from \(range.lowerBound) to \(range.upperBound), found \(value)")
    }
  }
}
