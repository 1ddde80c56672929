public import Settings

/// What has been said of a training so far: a recipe, and settings in place of some of its own.
public struct TrainingDraft: Sendable {
  public var settings = TrainingSettings()
  public var labelSmoothing = 0.0
  /// The recipe takes the place of all settings so far, but for the attack in training and the certified bounds, of which
  /// no recipe says anything.
  public var recipe: RecipeName? {
    didSet {
      guard let recipe else { return }
      let former = settings
      settings = recipe.settings
      settings.adversarial = former.adversarial
      settings.certified = former.certified
      settings.certifiedEpsilon = former.certifiedEpsilon
      settings.certifiedRamp = former.certifiedRamp
    }
  }

  public init() {}

  /// Partial training, where nothing else is said of it: a tenth of the recipe's epochs or two, at one rate.
  public var partial: TrainingSettings {
    var partial = settings
    partial.epochs = recipe?.partialEpochs ?? 2
    partial.schedule.dropAfter = []
    // A candidate leaves no files but its score.
    partial.attractionLog = nil
    return partial
  }
}

extension TrainingDraft: Configurable {
  public static let usual = TrainingDraft()

  public static let settings: [Setting<TrainingDraft>] =
    [
      Setting(
        "recipe", \.recipe, .choice, "Published settings to start from, in place of the defaults.", usual: "none")
    ]
    + TrainingSettings.settings.map { $0.within(\.settings) }
    + [Setting("label_smoothing", \.labelSmoothing, .from(0, below: 1), "Label smoothing α.", as: "α")]
}
