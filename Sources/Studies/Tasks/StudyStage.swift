/// One part of a study, whose seconds are recorded: tasks that do not need each other.
struct StudyStage: Equatable {
  /// The name in `run.json`.
  enum Name: String {
    case evolution, training, attacks, slices, report
  }

  var name: Name
  var tasks: [StudyTask]

  /// The stages of a study in their order: each needs results of those before it alone.
  static func all(of audit: AuditFile) -> [StudyStage] {
    let models = audit.losses.flatMap { entry in audit.seeds.map { (loss: entry.name, seed: $0) } }
    return [
      StudyStage(
        name: .evolution, tasks: audit.losses.filter { $0.evolution != nil }.map { .evolve(loss: $0.name) }),
      StudyStage(name: .training, tasks: models.map { .train(loss: $0.loss, seed: $0.seed) }),
      StudyStage(name: .attacks, tasks: models.map { .audit(loss: $0.loss, seed: $0.seed) }),
      // Slices go through the first seed's models, all along the same directions.
      StudyStage(
        name: .slices,
        tasks: audit.losses.flatMap { entry in
          SliceShape.allCases.filter { audit.slices.points($0) > 0 }.map {
            .slice(loss: entry.name, seed: audit.seeds[0], shape: $0)
          }
        }),
      StudyStage(name: .report, tasks: [.report]),
    ]
  }

  /// How many models the tasks are about.
  var modelCount: Int {
    let checkpoints = tasks.compactMap { task -> String? in
      switch task {
      case .train(let loss, let seed), .audit(let loss, let seed), .slice(let loss, let seed, _):
        RunLayout.checkpoint(loss, seed: seed)
      case .evolve, .score, .report: nil
      }
    }
    return Set(checkpoints).count
  }

  /// What the progress line says.
  var title: String {
    switch name {
    case .evolution, .report: name.rawValue
    case .training: "training \(modelCount) models"
    case .attacks: "attacking \(modelCount) models"
    case .slices: "slicing \(modelCount) models"
    }
  }
}
