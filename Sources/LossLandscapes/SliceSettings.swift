public import Models
public import Robustness
public import Settings

/// The settings of the slices that are cut through each model.
public struct SliceSettings: Sendable, Codable, Equatable {
  public var seed = Seed.usual
  /// The number of images behind each point, which are the first of their split; `nil` for all.
  public var limit: Int?
  /// How many draws of random directions there are.
  public var directions = 1
  public var normalisation = DirectionNormalisation.filter
  /// The strength of FGSM at each point; `nil` for no attack.
  public var epsilon: Epsilon?
  public var split = ImageSplit.test
  /// How many training images batch-norm is re-estimated on at each point; `nil` leaves it as trained.
  public var batchNormImages: Int?
  public var oneDimensional = SliceGrid()
  public var twoDimensional = SliceGrid(points: 0)

  enum CodingKeys: String, CodingKey {
    case seed, limit, directions, epsilon, split
    case normalisation = "direction_normalisation"
    case batchNormImages = "batch_norm_images"
    case oneDimensional = "one_dimensional"
    case twoDimensional = "two_dimensional"
  }

  public init() {}

  /// The random directions of each draw: `dimensions` of each.
  public func draws(for weights: Weights, dimensions: Int) -> [[Direction]] {
    (0..<directions).map { draw in
      (0..<dimensions).map {
        Direction(for: weights, seed: seed, index: draw * dimensions + $0, normalisation: normalisation)
      }
    }
  }

  /// Whether training images are asked for.
  public var needsTraining: Bool { split == .train || batchNormImages != nil }
}

extension SliceSettings: Configurable {
  public static let usual = SliceSettings()

  public static let settings: [Setting<SliceSettings>] =
    [
      .seed(\.seed),
      Setting("limit", \.limit, .whole(1...Int.max), "Use the first N images.", usual: "all"),
      Setting(
        "directions", \.directions, .whole(1...1000),
        "Draws of random directions: with more than one there are a median and a band."),
      Setting(
        "direction_normalisation", \.normalisation, .choice,
        "How long a random direction is: as each filter or each tensor of the model, or as it was drawn."),
      Setting(
        "epsilon", \.epsilon, .strength(), "Strength of FGSM on cross-entropy at each point, in pixel units.",
        usual: "no attack"),
      Setting("split", \.split, .choice, "Whether the images are test or training images."),
      Setting(
        "batch_norm_images", \.batchNormImages, Rule<Int>.whole(0...Int.max).zeroForNone,
        "Training images on which the running statistics of batch-norm are re-estimated at each point."),
    ]
    + SliceGrid.axis.map { $0.within(\.oneDimensional, table: "one_dimensional") }
    + SliceGrid.settings.map { $0.within(\.twoDimensional, table: "two_dimensional") }
}
