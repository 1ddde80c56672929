import Datasets
public import Files
import Losses
public import Robustness

/// A slice with everything that its caption must say.
public struct SliceReport: Sendable, Codable, Equatable {
  /// The number of images behind each point.
  public var total: Int
  /// The points along the first draw of directions.
  public var points: [SlicePoint]
  public var flatness: Flatness
  /// All draws, where there are several.
  public var draws: [Draw]?
  /// For each place the spread over the draws, where there are several.
  public var spread: [SliceSpread]?
  /// The models that a training kept on its way, of a plane along their principal directions.
  public var trajectory: [TrajectoryPoint]?
  public var settings: Settings

  /// The slice along one draw of directions.
  public struct Draw: Sendable, Codable, Equatable {
    /// The number of the draw, from 0; the directions' numbers follow from it and from the seed.
    public var draw: Int
    public var points: [SlicePoint]
    public var flatness: Flatness
    /// The cosine of the angle between the two directions of a plane.
    public var cosine: Double?
  }

  public struct Settings: Sendable, Codable, Equatable {
    public var dimensions: Int
    /// The number of points along the first axis; along the second too, where `second_points` says nothing else.
    public var pointsPerAxis: Int
    /// The first and the last α; they hold for β too, where `second_range` says nothing else.
    public var range: [Double]
    public var secondPoints: Int?
    public var secondRange: [Double]?
    /// The seed of the directions; `nil` for directions that were not drawn.
    public var seed: UInt64?
    /// `filter`, `layer` or `none` of random directions, `given` of those from files, `models` of the way to other models,
    /// `principal` of the principal directions of a training's way.
    public var normalisation = "filter"
    /// How many draws of directions there are.
    public var directions: Int?
    /// The loss behind `own_loss`, with which the model was trained; `nil` where nobody knows it.
    public var loss: String?
    /// The strength of FGSM on cross-entropy behind `fgsm_accuracy`, in L∞ and pixel units.
    public var epsilon: Epsilon?
    /// The split that the images are of; `nil` in files of former versions, which had test images alone.
    public var split: ImageSplit?
    /// How many training images the running statistics of batch-norm are re-estimated on at each point; `nil` where they
    /// are fixed.
    public var batchNormImages: Int?
    /// `fixed` or `re-estimated`; `nil` in files of former versions, which had them fixed.
    public var batchNorm: String?
    /// The cosine of the angle between the two directions.
    public var cosine: Double?
    public var checkpoint: String?
    /// The models that the directions lead to: they are at α = 1, and at β = 1.
    public var towards: [String]?
    /// The share of the kept models' squared distances from the last one that each principal direction explains.
    public var explainedVariance: [Double]?
    public var dataset: String?
    /// All that decided the report, of one that a command of its own wrote.
    public var madeFrom: Identity?

    enum CodingKeys: String, CodingKey {
      case dimensions, range, seed, normalisation, directions, loss, epsilon, split, cosine, checkpoint, towards,
        dataset
      case madeFrom = "made_from"
      case pointsPerAxis = "points_per_axis"
      case secondPoints = "second_points"
      case secondRange = "second_range"
      case batchNorm = "batch_norm"
      case batchNormImages = "batch_norm_images"
      case explainedVariance = "explained_variance"
    }
  }
}

extension SliceReport {
  /// The report of `draws`, the points that `cut` has on `slice`. `origin` says where the directions are from, and `split`
  /// what the images are.
  public init(_ cut: SliceCut, on slice: Slice, draws: [[SlicePoint]], origin: DirectionOrigin, split: ImageSplit) {
    let isPlane = !slice.betas.isEmpty
    func ends(_ axis: [Double]) -> [Double] { [axis.first!, axis.last!] }
    let cosines = cut.draws.map { $0.count == 2 ? $0[0].cosine(to: $0[1]) : nil }
    let others = isPlane && (slice.betas != slice.alphas)
    total = cut.images.count
    points = draws[0]
    flatness = Flatness(points: draws[0])
    if draws.count > 1 {
      self.draws = draws.enumerated().map {
        Draw(draw: $0, points: $1, flatness: Flatness(points: $1), cosine: cosines[$0])
      }
      spread = draws[0].indices.map { place in SliceSpread(draws.map { $0[place] }) }
    }
    settings = Settings(
      dimensions: isPlane ? 2 : 1, pointsPerAxis: slice.alphas.count, range: ends(slice.alphas),
      secondPoints: others ? slice.betas.count : nil, secondRange: others ? ends(slice.betas) : nil, seed: origin.seed,
      normalisation: origin.name, directions: draws.count, loss: cut.measure.own?.name, epsilon: cut.measure.epsilon,
      split: split, batchNormImages: cut.measure.statistics?.count,
      batchNorm: cut.measure.statistics == nil ? "fixed" : "re-estimated", cosine: cosines[0])
  }
}

/// Where the directions of a slice are from.
public enum DirectionOrigin: Sendable, Equatable {
  case drawn(DirectionNormalisation, seed: UInt64)
  case given
  case models
  case principal

  var seed: UInt64? {
    switch self {
    case .drawn(_, let seed): seed
    case .given, .models, .principal: nil
    }
  }

  var name: String {
    switch self {
    case .drawn(let normalisation, _): normalisation.rawValue
    case .given: "given"
    case .models: "models"
    case .principal: "principal"
    }
  }
}

/// The part of a data set that images are of.
public enum ImageSplit: String, Sendable, Codable, CaseIterable {
  case test, train
}
