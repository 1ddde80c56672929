import Certification
import Files
import Robustness

/// One part of a study, whose seconds are recorded: tasks that do not need each other.
struct StudyStage: Equatable {
  /// The name in `run.json`.
  enum Name: String {
    case evolution, training, attacks, damage, certification, slices, sharpness, report
  }

  var name: Name
  var tasks: [StudyTask]

  /// The stages of a study in their order: each needs results of those before it alone.
  static func all(of audit: AuditFile) -> [StudyStage] {
    return [
      StudyStage(
        name: .evolution, tasks: audit.losses.filter { $0.evolution != nil }.map { .evolve(loss: $0.name) }),
      StudyStage(
        name: .training, tasks: audit.models.compactMap { name, seed in seed.map { .train(loss: name, seed: $0) } }),
      StudyStage(name: .attacks, tasks: audit.models.map { .audit(loss: $0.name, seed: $0.seed) }),
      StudyStage(
        name: .damage,
        tasks: audit.damage.kinds.isEmpty ? [] : audit.firstModels.map { .damage(loss: $0.name, seed: $0.seed) }),
      StudyStage(
        name: .certification,
        tasks: audit.certify.epsilons.isEmpty ? [] : audit.firstModels.map { .certify(loss: $0.name, seed: $0.seed) }),
      // Slices go through the first seed's models, all along the same directions.
      StudyStage(
        name: .slices,
        tasks: audit.firstModels.flatMap { name, seed in
          SliceShape.allCases.filter { audit.slices.points($0) > 0 }.map { .slice(loss: name, seed: seed, shape: $0) }
        }),
      StudyStage(
        name: .sharpness,
        tasks: audit.sharpness.limit == 0 ? [] : audit.models.map { .sharpness(loss: $0.name, seed: $0.seed) }),
      StudyStage(name: .report, tasks: [.report]),
    ]
  }

  /// How many models the tasks are about.
  var modelCount: Int {
    Set(
      tasks.compactMap { task -> [String]? in
        switch task {
        case .train(let loss, let seed): [loss, "\(seed)"]
        case .audit(let loss, let seed), .damage(let loss, let seed), .certify(let loss, let seed),
          .slice(let loss, let seed, _), .sharpness(let loss, let seed):
          [loss] + (seed.map { ["\($0)"] } ?? [])
        case .evolve, .score, .report: nil
        }
      }
    ).count
  }

  /// What the progress line says.
  var title: String {
    switch name {
    case .evolution, .report: name.rawValue
    case .training: "training \(modelCount.counted("model"))"
    case .attacks: "attacking \(modelCount.counted("model"))"
    case .damage: "damaging \(modelCount.counted("model"))"
    case .certification: "certifying \(modelCount.counted("model"))"
    case .slices: "slicing \(modelCount.counted("model"))"
    case .sharpness: "measuring the sharpness of \(modelCount.counted("model"))"
    }
  }
}
