import Datasets

/// Published training settings, by the names that audit files and commands use.
///
/// Source: the settings of Gonzalez & Miikkulainen (arXiv 2010.00788 and 2002.00059) as their published training
/// configurations have them (`experiments/` and `TrainingConfig.swift` in github.com/cognizant-ai-labs/TaylorGLO):
/// momentum SGD of 0.9, batches of 128, learning rates that fall after set epochs. Images are mirrored and cropped from 4
/// pixels of padding (the text says 2), SVHN's digits too. Cutout, of 16 pixels, belongs to some of their studies alone.
/// How weights are drawn is not published: it stays this program's default.
public enum RecipeName: String, CaseIterable, Sendable {
  case allCNNC = "paper/all-cnn-c"
  /// Wide residual networks of every width and depth, on CIFAR-10.
  case wideResNet = "paper/wrn"
  case wideResNet16x8 = "paper/wrn-16-8"
  case wideResNet28x5 = "paper/wrn-28-5"
  /// Wide residual networks of every width and depth, on SVHN.
  case wideResNetSVHN = "paper/wrn-svhn"
  case alexNet = "paper/alexnet"
  case preResNet20 = "paper/preresnet-20"

  public var settings: TrainingSettings {
    switch self {
    case .allCNNC:
      Self.colour(epochs: 350, rate: 0.01, decay: 1e-3, StepSchedule(dropAfter: [200, 250, 300], factor: 0.1))
    case .wideResNet, .wideResNet16x8, .wideResNet28x5:
      Self.colour(
        epochs: 200, rate: 0.1, decay: 5e-4, StepSchedule(dropAfter: [60, 120, 160], factor: 0.2), dropout: 0.3)
    case .wideResNetSVHN:
      Self.colour(epochs: 160, rate: 0.01, decay: 5e-4, StepSchedule(dropAfter: [80, 120], factor: 0.1), dropout: 0.4)
    case .alexNet:
      // AlexNet's own publication has the rate 0.01: there is no batch normalisation to bear 0.1.
      Self.colour(epochs: 164, rate: 0.1, decay: 5e-4, StepSchedule(dropAfter: [81, 122], factor: 0.1))
    case .preResNet20:
      Self.colour(epochs: 200, rate: 0.1, decay: 1e-4, StepSchedule(dropAfter: [100, 150], factor: 0.1))
    }
  }

  /// Epochs that a candidate loss is trained for: a tenth of the whole training, as in the published searches.
  public var partialEpochs: Int { settings.epochs / 10 }

  private static func colour(
    epochs: Int, rate: Double, decay: Double, _ schedule: StepSchedule, dropout: Double? = nil
  ) -> TrainingSettings {
    TrainingSettings(
      epochs: epochs, batchSize: 128, learningRate: rate, momentum: 0.9, weightDecay: decay, schedule: schedule,
      augmentation: Augmentation(horizontalFlip: true, cropPadding: 4), dropout: dropout)
  }
}
