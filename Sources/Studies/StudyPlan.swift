import LossEvolution
import Robustness
import Training

/// A study in words, for `--dry-run`.
public struct StudyPlan {
  private let audit: AuditFile

  public init(_ audit: AuditFile) { self.audit = audit }

  /// A line for each search, and one for each further stage that has tasks.
  public var lines: [String] {
    StudyStage.all(of: audit).filter { !$0.tasks.isEmpty }.flatMap { stage in
      switch stage.name {
      case .evolution: audit.losses.compactMap(search)
      case .training: ["train \(models(stage)): \(losses), seeds \(list(audit.seeds))"]
      case .attacks: ["attack \(models(stage)): \(attacks)"]
      case .slices:
        [
          "slice \(models(stage)): \(count(audit.slices.points(.line), "point")) on a line, "
            + "\(audit.slices.points(.plane)) on a plane"
        ]
      case .report: ["write charts, \(RunLayout.results), \(RunLayout.table) and \(RunLayout.report)"]
      }
    }
  }

  private func search(_ entry: AuditFile.LossEntry) -> String? {
    entry.evolution.map {
      "evolve \(entry.name): \($0.objective.rawValue)\($0.epsilon.map { " at ε \($0.text)" } ?? ""), "
        + "\(count($0.generations, "generation")) of \($0.populationSize), \(count($0.training.epochs, "epoch")) each"
        + against($0.training)
    }
  }

  private var losses: String { list(audit.losses.map { $0.name + against($0.training) }) }

  private var attacks: String {
    let section = audit.attack
    return "\(list(section.attacks.map(\.rawValue))) through \(list(section.losses)) at \(section.norm.title) "
      + "ε \(list(section.epsilons.map(\.text)))"
  }

  private func models(_ stage: StudyStage) -> String { count(stage.modelCount, "model") }

  private func against(_ training: TrainingSettings) -> String { training.adversarial.map { " against \($0)" } ?? "" }

  private func list(_ items: [some CustomStringConvertible]) -> String {
    items.map(\.description).joined(separator: ", ")
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
