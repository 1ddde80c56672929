import Files
import Robustness

extension AuditFile {
  /// The key `attack`: what the trained models are audited with.
  static func attack(_ top: YAMLTable) throws -> AttackSection {
    let table = try top.table("attack", keys: ["attacks", "losses", "norm", "epsilons", "budget", "limit"])
    let attacks = try table?.nonEmptyStrings("attacks")?.map { try table!.choice("attacks", AttackName.self, of: $0) }
    let norm = try table?.choice("norm", Norm.self) ?? .linf
    let epsilons = try table?.nonEmptyStrings("epsilons")?.map { text in
      do { return try Epsilon(parsing: text, norm: norm) } catch let error as FileError {
        throw table!.error("epsilons", expected: error.expected ?? error.problem, found: text)
      }
    }
    return AttackSection(
      attacks: attacks ?? [.fgsm], losses: try attackLosses(table), epsilons: epsilons ?? norm.usualEpsilons,
      norm: norm, budget: try budget(table), limit: try table?.integer("limit", in: 1...Int.max))
  }

  private static func attackLosses(_ table: YAMLTable?) throws -> [RequestedLoss] {
    guard let table, let losses = try table.nonEmptyStrings("losses") else {
      return [.own, .named(.crossEntropy), .named(.dlr)]
    }
    return try losses.map { loss in
      do { return try RequestedLoss(parsing: loss) } catch let error as FileError {
        throw table.error("losses", expected: error.expected ?? error.problem, found: loss, advice: error.advice)
      }
    }
  }

  private static func budget(_ table: YAMLTable?) throws -> AttackBudget {
    let table = try table?.table("budget", keys: ["pgd_steps", "pgd_restarts", "iterations", "queries"])
    let usual = AttackBudget()
    func number(_ key: String, _ usual: Int, in range: ClosedRange<Int> = AttackBudget.range) throws -> Int {
      try table?.integer(key, in: range) ?? usual
    }
    return AttackBudget(
      pgdSteps: try number("pgd_steps", usual.pgdSteps),
      pgdRestarts: try number("pgd_restarts", usual.pgdRestarts, in: AttackBudget.restartRange),
      iterations: try number("iterations", usual.iterations), queries: try number("queries", usual.queries))
  }
}
