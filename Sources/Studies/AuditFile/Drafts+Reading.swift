import LossEvolution
import Settings
import Training

extension TrainingDraft {
  /// Sets what the key `training` of a study or of a loss says.
  mutating func read(_ parent: YAMLTable) throws {
    guard let table = try parent.table("training", keys: Self.keys() + TrainingSettings.tables) else { return }
    try table.set(in: &self)
    try settings.readAdversarial(table)
  }
}

extension TrainingSettings {
  /// The keys whose tables are read apart.
  fileprivate static let tables = ["adversarial"]

  fileprivate mutating func readAdversarial(_ training: YAMLTable) throws {
    guard let table = try training.table("adversarial", keys: AdversarialTraining.Draft.keys()) else { return }
    var draft = AdversarialTraining.Draft()
    try table.set(in: &draft)
    adversarial = try table.placing { try draft.resolved(over: adversarial) }
  }
}

extension EvolutionSettings.Draft {
  static let allKeys = keys() + ["training"]

  /// Sets what `table`, the key `evolution` or `evolve`, says.
  mutating func read(_ table: YAMLTable) throws {
    try table.set(in: &self)
    guard let training = try table.table("training", keys: TrainingSettings.keys() + TrainingSettings.tables) else {
      return
    }
    try training.set(in: &settings.training)
    try settings.training.readAdversarial(training)
  }
}
