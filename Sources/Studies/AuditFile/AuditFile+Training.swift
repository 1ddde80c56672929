import Datasets
import Files
import Models
import Robustness
import Training

extension AuditFile {
  /// What a `training` table says; one within a loss starts from the study's.
  struct TrainingSection {
    var settings = TrainingSettings()
    var labelSmoothing = 0.0
    /// Epochs of partial training, where an evolution says nothing else.
    var partialEpochs = 2
  }

  static let partialTrainingKeys = [
    "epochs", "batch_size", "learning_rate", "momentum", "weight_decay", "schedule", "augmentation", "dropout",
    "adversarial", "initialisation", "normalise_scale",
  ]

  static let trainingKeys = ["recipe"] + partialTrainingKeys + ["label_smoothing"]

  static func training(_ table: YAMLTable?, base: TrainingSection) throws -> TrainingSection {
    guard let table else { return base }
    var section = base
    if let recipe = try table.choice("recipe", RecipeName.self) {
      (section.settings, section.partialEpochs) = (recipe.settings, recipe.partialEpochs)
      // No recipe says anything of it.
      section.settings.adversarial = base.settings.adversarial
    }
    section.settings = try settings(table, base: section.settings)
    section.labelSmoothing = try smoothingValue(table) ?? base.labelSmoothing
    return section
  }

  static func settings(_ table: YAMLTable, base: TrainingSettings) throws -> TrainingSettings {
    var settings = base
    settings.epochs = try table.integer("epochs", in: 1...100_000) ?? base.epochs
    settings.batchSize = try table.integer("batch_size", in: 1...65_536) ?? base.batchSize
    settings.learningRate =
      try table.number("learning_rate", expected: "a number above 0") { $0 > 0 } ?? base.learningRate
    settings.momentum =
      try table.number("momentum", expected: "a number from 0 up to, not including, 1") {
        $0 >= 0 && $0 < 1
      } ?? base.momentum
    settings.weightDecay = try table.number("weight_decay", expected: "a number from 0") { $0 >= 0 } ?? base.weightDecay
    settings.dropout =
      try table.number("dropout", expected: "a number from 0 up to, not including, 1") {
        $0 >= 0 && $0 < 1
      } ?? base.dropout
    settings.adversarial = try adversarial(table, base: base.adversarial)
    settings.initialisation =
      try table.choice("initialisation", Weights.Initialisation.self) ?? base.initialisation
    settings.normaliseScale = try table.boolean("normalise_scale") ?? base.normaliseScale
    if let schedule = try table.table("schedule", keys: ["drop_after", "factor"]) {
      settings.schedule.dropAfter =
        try schedule.strings("drop_after")?.map { text in
          guard let epoch = Int(text), epoch > 0 else {
            throw schedule.error("drop_after", expected: "epochs, counted from 1", found: text)
          }
          return epoch
        } ?? base.schedule.dropAfter
      settings.schedule.factor =
        try schedule.number("factor", expected: "a number above 0") { $0 > 0 } ?? base.schedule.factor
    }
    if let augmentation = try table.table("augmentation", keys: ["horizontal_flip", "crop_padding", "cutout"]) {
      settings.augmentation.horizontalFlip =
        try augmentation.boolean("horizontal_flip") ?? base.augmentation.horizontalFlip
      settings.augmentation.cropPadding =
        try augmentation.integer("crop_padding", in: 0...64) ?? base.augmentation.cropPadding
      if let size = try augmentation.integer("cutout", in: 0...65_536) {
        settings.augmentation.cutout = size == 0 ? nil : size
      }
    }
    return settings
  }

  private static func adversarial(_ training: YAMLTable, base: AdversarialTraining?) throws -> AdversarialTraining? {
    let keys = ["attack", "epsilon", "steps", "step_size", "loss"]
    guard let table = try training.table("adversarial", keys: keys) else { return base }
    guard let attack = try table.choice("attack", AdversarialTraining.Attack.self) ?? base?.attack else {
      throw table.error("attack", expected: "one of fgsm, pgd")
    }
    guard let epsilon = try epsilon(table, "epsilon") ?? base?.epsilon else {
      throw table.error("epsilon", expected: "an attack strength such as 8/255")
    }
    // Another attack has steps of its own, and another ε or number of steps a length of its own.
    let formerSteps = base?.attack == attack ? base?.steps : nil
    let steps = try table.integer("steps", in: AdversarialTraining.Attack.pgd.stepRange) ?? formerSteps
    if let steps, !attack.stepRange.contains(steps) {
      throw table.error("steps", expected: "1, the one step of \(attack.rawValue)")
    }
    var adversarial = AdversarialTraining(
      attack: attack, epsilon: epsilon, steps: steps,
      loss: try table.choice("loss", AdversarialTraining.Objective.self) ?? base?.loss ?? .crossEntropy)
    let isFormer = (attack, epsilon, adversarial.steps) == (base?.attack, base?.epsilon, base?.steps)
    adversarial.stepSize =
      try self.epsilon(table, "step_size") ?? (isFormer ? base?.stepSize : nil) ?? adversarial.stepSize
    return adversarial
  }

  /// A change of pixels in pixel units.
  static func epsilon(_ table: YAMLTable, _ key: String) throws -> Epsilon? {
    try table.string(key).map { text in
      do { return try Epsilon(parsing: text) } catch let error as FileError {
        throw table.error(key, expected: error.expected ?? error.problem)
      }
    }
  }

  static func smoothingValue(_ table: YAMLTable) throws -> Double? {
    try table.number("label_smoothing", expected: "a number from 0 up to, not including, 1") { $0 >= 0 && $0 < 1 }
  }
}
