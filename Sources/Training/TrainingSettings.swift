public import Datasets
public import Models
public import Robustness

/// Everything that a training does besides its data, network, loss and seed.
public struct TrainingSettings: Sendable, Codable, Equatable {
  public var epochs: Int
  public var batchSize: Int
  public var learningRate: Double
  public var momentum: Double
  /// Added to every gradient as weightDecay · w, biases and batch-norm included, as PyTorch's SGD does.
  public var weightDecay: Double
  public var schedule: StepSchedule
  public var augmentation: Augmentation
  public var initialisation: Weights.Initialisation
  /// Whether a TaylorGLO loss is divided so that its pull at the null epoch equals cross-entropy's.
  public var normaliseScale: Bool
  /// Rate of the dropout in a wide residual network's blocks; `nil` for the architecture's own.
  public var dropout: Double?
  /// The attack that moves every batch before its step; `nil` for none.
  public var adversarial: AdversarialTraining?
  /// How the training learns bounds that hold for all images in a box; `nil` for not at all.
  public var certified: CertifiedMethod?
  /// How far a pixel may move in those boxes, in pixel units.
  public var certifiedEpsilon: Epsilon?
  /// Epochs in which the boxes grow to their full size; `nil` for half of all.
  public var certifiedRamp: Int?
  /// Of which epochs the attraction of training images is logged; `nil` for none.
  public var attractionLog: AttractionLogSettings?
  /// After how many epochs at a time the model is kept beside the last one; `nil` for never.
  public var keepEvery: Int?

  enum CodingKeys: String, CodingKey {
    case epochs, momentum, schedule, augmentation, initialisation, dropout, adversarial, certified
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case weightDecay = "weight_decay"
    case normaliseScale = "normalise_scale"
    case certifiedEpsilon = "certified_epsilon"
    case certifiedRamp = "certified_ramp"
    case attractionLog = "attraction_log"
    case keepEvery = "keep_every"
  }

  /// Defaults suit `all-cnn-mini` on Fashion-MNIST; the rate 0.05 is the middle of the range in which every loss trains.
  public init(
    epochs: Int = 10, batchSize: Int = 128, learningRate: Double = 0.05, momentum: Double = 0.9,
    weightDecay: Double = 1e-4, schedule: StepSchedule = StepSchedule(), augmentation: Augmentation = .none,
    initialisation: Weights.Initialisation = .he, normaliseScale: Bool = false, dropout: Double? = nil,
    adversarial: AdversarialTraining? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.schedule = schedule
    self.augmentation = augmentation
    self.initialisation = initialisation
    self.normaliseScale = normaliseScale
    self.dropout = dropout
    self.adversarial = adversarial
  }

  /// The learning rate of an epoch counted from 1.
  public func learningRate(inEpoch epoch: Int) -> Double { learningRate * schedule.multiplier(inEpoch: epoch) }
}

/// A learning rate that is multiplied by `factor` at the start of each listed epoch's successor.
public struct StepSchedule: Sendable, Codable, Equatable {
  /// Epochs, counted from 1, after which the rate falls.
  public var dropAfter: [Int]
  public var factor: Double

  enum CodingKeys: String, CodingKey {
    case factor
    case dropAfter = "drop_after"
  }

  public init(dropAfter: [Int] = [], factor: Double = 0.1) {
    self.dropAfter = dropAfter
    self.factor = factor
  }

  func multiplier(inEpoch epoch: Int) -> Double {
    dropAfter.filter { $0 < epoch }.reduce(1) { rate, _ in rate * factor }
  }
}
