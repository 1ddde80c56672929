import Datasets
public import Models
import Robustness
public import Settings

extension TrainingSettings: Configurable {
  public static let usual = TrainingSettings()

  public static let settings: [Setting<TrainingSettings>] = [
    Setting("epochs", \.epochs, .whole(1...100_000), "Epochs of a training."),
    Setting("batch_size", \.batchSize, .whole(1...65_536), "Images in one step."),
    Setting("learning_rate", \.learningRate, .above(0), "Learning rate at the start.", as: "rate"),
    Setting("momentum", \.momentum, .from(0, below: 1), "Momentum of SGD.", as: "m"),
    Setting("weight_decay", \.weightDecay, .from(0), "Weight decay, on every weight as in PyTorch.", as: "decay"),
    Setting(
      "schedule.drop_after", \.schedule.dropAfter,
      .list(of: .epoch, named: "epochs counted from 1, such as 7,9", none: "none"),
      "Epochs after which the learning rate falls.", as: "epochs"),
    Setting(
      "schedule.factor", \.schedule.factor, .above(0), "What the learning rate is multiplied by then.",
      flag: "drop-factor", as: "factor"),
    Setting(
      "augmentation.horizontal_flip", \.augmentation.horizontalFlip, .boolean, "Mirror training images at random."),
    Setting(
      "augmentation.crop_padding", \.augmentation.cropPadding, .whole(0...64),
      "Pad training images with this many black pixels on every side and cut them at random.", as: "pixels"),
    Setting(
      "augmentation.cutout", \.augmentation.cutout, Rule.whole(0...65_536).zeroForNone,
      "Cut a square hole with this side, in the mean colour, out of training images; the paper's is 16.", as: "pixels"),
    Setting(
      "dropout", \.dropout, .from(0, below: 1), "Rate of the dropout in wrn-D-K.", as: "rate",
      usual: "the architecture's 0.3"),
    Setting("initialisation", \.initialisation, .choice, "How the weights are drawn at the start."),
    Setting(
      "normalise_scale", \.normaliseScale, .boolean,
      "Divide a TaylorGLO loss so that it pulls as hard as cross-entropy before training."),
    Setting(
      "certified", \.certified, .choice,
      "Learn logits that are right for all images in a box: ibp, by interval bounds.", usual: "none"),
    Setting(
      "certified_epsilon", \.certifiedEpsilon, .strength(), "How far a pixel may move in those boxes.", usual: "none"),
    Setting(
      "certified_ramp", \.certifiedRamp, .whole(0...100_000), "Epochs in which the boxes grow to their full size.",
      as: "epochs", usual: "half of the epochs"),
    Setting(
      "attraction_log.epochs", \.attractionEpochs,
      .list(of: .epoch, named: "epochs counted from 1, such as 1,5,10", none: "all"),
      "Epochs after which the pull of the loss on each training image is logged, beside the model.",
      flag: "attraction-log", as: "epochs", usual: "none"),
    Setting(
      "attraction_log.samples", \.attractionSamples, .whole(1...10_000_000),
      "Training images whose pull is logged, chosen evenly.", flag: "attraction-samples", as: "n", usual: "5000"),
    Setting(
      "keep_every", \.keepEvery, .whole(1...100_000),
      "Keep the model after every N-th epoch, and the one before the first, in NAME.epochs.", as: "n", usual: "none"),
  ]

  /// Throws a `SettingError` where a dropout or certified bounds are set that `architecture` or the rest does not take.
  public func requireFit(to architecture: ArchitectureName) throws {
    try requireCertifiedFit(to: architecture)
    guard let dropout, !architecture.takesDropout else { return }
    throw SettingError(
      "architecture", expected: "wrn-D-K, since dropout is set to \(dropout)", found: "\(architecture)",
      advice: "the others have the dropout of their publications; of the recipes those for wrn set one")
  }
}

extension Rule where Value == Int {
  fileprivate static var epoch: Rule {
    Rule("an epoch counted from 1", placeholder: "n") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
  }
}
