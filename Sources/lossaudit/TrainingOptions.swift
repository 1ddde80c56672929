public import ArgumentParser
import Datasets
public import Models
import Robustness
public import Training

/// How a network is trained: a recipe's settings, or the defaults, with each flag in place of one of them.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Published settings to start from, in place of the defaults: "
        + RecipeName.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "name"))
  var recipe: String?
  @Option(help: ArgumentHelp("Images in one step. (default: 128)", valueName: "n")) var batchSize: Int?
  @Option(help: ArgumentHelp("Learning rate at the start. (default: 0.05)", valueName: "rate"))
  var learningRate: Double?
  @Option(help: ArgumentHelp("Momentum of SGD, from 0 up to, not including, 1. (default: 0.9)", valueName: "m"))
  var momentum: Double?
  @Option(help: ArgumentHelp("Weight decay, on every weight as in PyTorch. (default: 0.0001)", valueName: "decay"))
  var weightDecay: Double?
  @Option(
    help: ArgumentHelp(
      "Epochs, counted from 1, after which the learning rate falls, such as 7,9, or none. (default: none)",
      valueName: "epochs"))
  var dropAfter: String?
  @Option(help: ArgumentHelp("What the learning rate is multiplied by then. (default: 0.1)", valueName: "factor"))
  var dropFactor: Double?
  @Flag(inversion: .prefixedNo, help: "Mirror training images at random. (default: no)") var horizontalFlip: Bool?
  @Option(
    help: ArgumentHelp(
      "Pad training images with this many black pixels on every side and cut them at random. (default: 0)",
      valueName: "pixels"))
  var cropPadding: Int?
  @Option(
    help: ArgumentHelp(
      "Cut a square hole with this side, in the mean colour, out of training images; the paper's is 16. (default: 0)",
      valueName: "pixels"))
  var cutout: Int?
  @Option(
    help: ArgumentHelp(
      "Rate of the dropout in wrn-D-K, from 0 up to, not including, 1. (default: the architecture's 0.3)",
      valueName: "rate"))
  var dropout: Double?
  @Option(
    help: ArgumentHelp(
      "Train on images that an attack through cross-entropy has moved: fgsm, one step from a random start, or pgd,"
        + " several.", valueName: "attack"))
  var adversarial: AdversarialTraining.Attack?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How far that attack may move a pixel, from 0 to 1 in pixel units: 8/255 or 0.031.", valueName: "ε"))
  var adversarialEpsilon: String?
  @Option(help: ArgumentHelp("Steps of --adversarial pgd. (default: 7)", valueName: "n")) var adversarialSteps: Int?
  @Flag(help: "Normalise by the mean and deviation of the training images, not by the usual ones of the data set.")
  var measureNormalisation = false
  @Option(
    help: ArgumentHelp("How the weights are drawn at the start. (default: he)", valueName: "name"))
  var initialisation: Weights.Initialisation?
  @Flag(help: "Divide a TaylorGLO loss so that it pulls as hard as cross-entropy before training.")
  var normaliseScale = false

  var normalisation: NormalisationSource? { measureNormalisation ? .measured : nil }

  /// The settings of a whole training, or of partial training: a tenth of the recipe's epochs or two, at one rate.
  ///
  /// A whole training needs `epochs` or a recipe.
  func settings(
    for architecture: ArchitectureName, epochs: Int?, isPartial: Bool = false
  ) throws -> TrainingSettings {
    let recipe = try recipe.map { name in try usage { try RecipeName(parsing: name, at: "--recipe") } }
    var settings = recipe?.settings ?? TrainingSettings()
    if isPartial { settings.schedule.dropAfter = [] }
    guard let epochs = epochs ?? (isPartial ? recipe?.partialEpochs ?? 2 : recipe?.settings.epochs) else {
      throw ValidationError("--epochs: say how many, or name a --recipe")
    }
    settings.epochs = epochs
    settings.batchSize = batchSize ?? settings.batchSize
    settings.learningRate = learningRate ?? settings.learningRate
    settings.momentum = momentum ?? settings.momentum
    settings.weightDecay = weightDecay ?? settings.weightDecay
    settings.schedule.dropAfter = try drops() ?? settings.schedule.dropAfter
    settings.schedule.factor = dropFactor ?? settings.schedule.factor
    settings.augmentation.horizontalFlip = horizontalFlip ?? settings.augmentation.horizontalFlip
    settings.augmentation.cropPadding = cropPadding ?? settings.augmentation.cropPadding
    if let cutout { settings.augmentation.cutout = cutout == 0 ? nil : cutout }
    settings.dropout = dropout ?? settings.dropout
    settings.adversarial = try adversarialTraining()
    settings.initialisation = initialisation ?? settings.initialisation
    settings.normaliseScale = normaliseScale
    try check(settings, architecture)
    return settings
  }

  private func drops() throws -> [Int]? {
    guard let dropAfter else { return nil }
    if dropAfter == "none" { return [] }
    return try dropAfter.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let epoch = Int(text), epoch > 0 else {
        throw ValidationError("--drop-after: expected epochs counted from 1, such as 7,9, or none, found \(text)")
      }
      return epoch
    }
  }

  private func adversarialTraining() throws -> AdversarialTraining? {
    guard let attack = adversarial else {
      let flag =
        adversarialEpsilon != nil ? "--adversarial-epsilon" : adversarialSteps != nil ? "--adversarial-steps" : nil
      if let flag { throw ValidationError("\(flag): name the attack too, with --adversarial fgsm or pgd") }
      return nil
    }
    guard let text = adversarialEpsilon else {
      throw ValidationError("--adversarial-epsilon: say how far \(attack.rawValue) may move a pixel, such as 8/255")
    }
    let epsilon = try usage { try Epsilon(parsing: text, at: "--adversarial-epsilon") }
    if let steps = adversarialSteps, !attack.stepRange.contains(steps) {
      let expected =
        attack == .fgsm ? "--adversarial pgd beside it, since fgsm has one step" : "a number from 1 to 1000"
      throw ValidationError("--adversarial-steps: expected \(expected), found \(steps)")
    }
    return AdversarialTraining(attack: attack, epsilon: epsilon, steps: adversarialSteps)
  }

  private func check(_ settings: TrainingSettings, _ architecture: ArchitectureName) throws {
    func require(_ isValid: Bool, _ flag: String, _ expected: String, _ found: some CustomStringConvertible) throws {
      guard isValid else { throw ValidationError("\(flag): expected \(expected), found \(found)") }
    }
    let fraction = "a number from 0 up to, not including, 1"
    try require(settings.epochs >= 1, "--epochs", "a number from 1", settings.epochs)
    try require(settings.batchSize >= 1, "--batch-size", "a number from 1", settings.batchSize)
    let rate = settings.learningRate, decay = settings.weightDecay, factor = settings.schedule.factor
    try require(rate > 0 && rate.isFinite, "--learning-rate", "a number above 0", rate)
    try require((0..<1).contains(settings.momentum), "--momentum", fraction, settings.momentum)
    try require(decay >= 0 && decay.isFinite, "--weight-decay", "a number from 0", decay)
    try require(factor > 0 && factor.isFinite, "--drop-factor", "a number above 0", factor)
    let padding = settings.augmentation.cropPadding, hole = settings.augmentation.cutout ?? 0
    try require((0...64).contains(padding), "--crop-padding", "a number from 0 to 64", padding)
    try require((0...65_536).contains(hole), "--cutout", "a number from 0 to 65536", hole)
    if let rate = settings.dropout {
      let flag = dropout == nil ? "--recipe" : "--dropout"
      try require((0..<1).contains(rate), flag, fraction, rate)
      try require(architecture.takesDropout, flag, "wrn-D-K as --architecture, since dropout is set", architecture)
    }
  }
}

extension Weights.Initialisation: ExpressibleByArgument {}
extension AdversarialTraining.Attack: ExpressibleByArgument {}
