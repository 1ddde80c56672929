import ArgumentParser
import Datasets
import Models
import Settings
import Training

/// How networks are trained, beside a recipe.
struct TrainingOptions: ParsableArguments {
  @Option(
    \TrainingSettings.epochs, usual: "those of the recipe; of a candidate loss a tenth of them, or 2 without a recipe")
  var epochs: String?
  @Option(\TrainingSettings.batchSize) var batchSize: String?
  @Option(\TrainingSettings.learningRate) var learningRate: String?
  @Option(\TrainingSettings.momentum) var momentum: String?
  @Option(\TrainingSettings.weightDecay) var weightDecay: String?
  @Option(\TrainingSettings.schedule.dropAfter) var dropAfter: String?
  @Option(\TrainingSettings.schedule.factor) var dropFactor: String?
  @Flag(\TrainingSettings.augmentation.horizontalFlip) var horizontalFlip: Bool?
  @Option(\TrainingSettings.augmentation.cropPadding) var cropPadding: String?
  @Option(\TrainingSettings.augmentation.cutout) var cutout: String?
  @Option(\TrainingSettings.dropout) var dropout: String?
  @Option(\TrainingSettings.initialisation) var initialisation: String?
  @Flag(\TrainingSettings.normaliseScale) var normaliseScale: Bool
  @Option(\TrainingSettings.certified) var certified: String?
  @Option(\TrainingSettings.certifiedEpsilon) var certifiedEpsilon: String?
  @Option(\TrainingSettings.certifiedRamp) var certifiedRamp: String?

  /// What the flags say in place of `base`, with the attack in training.
  func settings(
    over base: TrainingSettings, _ adversarial: AdversarialOptions, for architecture: ArchitectureName
  ) throws -> TrainingSettings {
    var settings = base
    try set(in: &settings)
    settings.adversarial = try adversarial.training()
    try flagged(TrainingSettings.self) { try settings.requireFit(to: architecture) }
    return settings
  }
}

/// Whether a training keeps models on its way.
struct KeepingOption: ParsableArguments {
  @Option(\TrainingSettings.keepEvery) var keepEvery: String?
}

/// The log of what a loss does to training images.
struct AttractionOptions: ParsableArguments {
  @Option(\TrainingSettings.attractionEpochs) var attractionLog: String?
  @Option(\TrainingSettings.attractionSamples) var attractionSamples: String?
}

/// Published settings to start from.
struct RecipeOption: ParsableArguments {
  @Option(\TrainingDraft.recipe) var recipe: String?

  func draft() throws -> TrainingDraft {
    var draft = TrainingDraft()
    try set(in: &draft)
    return draft
  }
}

/// The attack that moves training images.
struct AdversarialOptions: ParsableArguments {
  @Option(\AdversarialTraining.Draft.attack) var adversarial: String?
  @Option(\AdversarialTraining.Draft.epsilon) var adversarialEpsilon: String?
  @Option(\AdversarialTraining.Draft.steps) var adversarialSteps: String?
  @Option(\AdversarialTraining.Draft.method) var adversarialMethod: String?
  @Option(\AdversarialTraining.Draft.beta) var adversarialBeta: String?
  @Option(\AdversarialTraining.Draft.weightPerturbation) var adversarialWeightPerturbation: String?
  @Option(\AdversarialTraining.Draft.warmUp) var adversarialWarmUp: String?

  func training() throws -> AdversarialTraining? {
    var draft = AdversarialTraining.Draft()
    try set(in: &draft)
    return draft == .usual
      ? nil : try flagged(AdversarialTraining.Draft.self) { try draft.resolved(over: nil) }
  }
}

/// Label smoothing of a loss.
struct LabelSmoothingOption: ParsableArguments {
  @Option(\TrainingDraft.labelSmoothing) var labelSmoothing: String?

  func value() throws -> Double {
    var draft = TrainingDraft()
    try set(in: &draft)
    return draft.labelSmoothing
  }
}

/// Whether a training scales a TaylorGLO loss.
struct ScaleOption: ParsableArguments {
  @Flag(\TrainingSettings.normaliseScale) var normaliseScale: Bool
}

/// Where the normalisation of a data set comes from.
struct NormalisationOption: ParsableArguments {
  @Flag(help: "Normalise by the mean and deviation of the training images, not by the usual ones of the data set.")
  var measureNormalisation = false

  var source: NormalisationSource? { measureNormalisation ? .measured : nil }
}

/// Which images of the training split a training uses.
struct TrainingImagesOptions: ParsableArguments {
  private struct Images: Configurable {
    var limit: Int?
    var validation = 0
    static let usual = Images()
    static let settings: [Setting<Images>] = [
      Setting("limit", \.limit, .whole(1...Int.max), "Use the first N training images.", usual: "all"),
      Setting("validation", \.validation, .whole(0...Int.max), "Training images held out to choose the best epoch."),
    ]
  }

  @Option(\Images.validation) var validation: String?
  @Option(\Images.limit) var limit: String?

  func values() throws -> (limit: Int?, validation: Int) {
    var images = Images()
    try set(in: &images)
    return (images.limit, images.validation)
  }
}
