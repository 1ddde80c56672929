import Datasets
import Models
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
    "initialisation", "normalise_scale",
  ]

  static let trainingKeys = ["recipe"] + partialTrainingKeys + ["label_smoothing"]

  static func training(_ table: YAMLTable?, base: TrainingSection) throws -> TrainingSection {
    guard let table else { return base }
    var section = base
    if let recipe = try table.choice("recipe", RecipeName.self) {
      (section.settings, section.partialEpochs) = (recipe.settings, recipe.partialEpochs)
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

  static func smoothingValue(_ table: YAMLTable) throws -> Double? {
    try table.number("label_smoothing", expected: "a number from 0 up to, not including, 1") { $0 >= 0 && $0 < 1 }
  }
}
