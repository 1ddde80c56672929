public import Datasets
public import Files
public import Losses
public import Models

/// A slice with everything that its caption must say.
public struct SliceReport: Sendable, Codable, Equatable {
  /// The number of images behind each point.
  public var total: Int
  public var points: [SlicePoint]
  public var flatness: Flatness
  public var settings: Settings

  public struct Settings: Sendable, Codable, Equatable {
    public var dimensions: Int
    /// The number of points along each axis.
    public var pointsPerAxis: Int
    /// The first and the last α. They hold for β too.
    public var range: [Double]
    /// The seed of the directions; `nil` for directions that were given.
    public var seed: UInt64?
    /// `filter`, or `given` where the directions were given as they are.
    public var normalisation = "filter"
    /// The loss behind `own_loss`, with which the model was trained.
    public var loss: String
    /// The cosine of the angle between the two directions.
    public var cosine: Double?
    public var checkpoint: String?
    public var dataset: String?
    /// All that decided the report, of one that a command of its own wrote.
    public var madeFrom: Identity?

    enum CodingKeys: String, CodingKey {
      case dimensions, range, seed, normalisation, loss, cosine, checkpoint, dataset
      case madeFrom = "made_from"
      case pointsPerAxis = "points_per_axis"
    }
  }

  /// Cuts a slice along one or two `directions` over an even grid. `seed` is the seed from which the directions were
  /// drawn.
  public static func cut(
    _ classifier: Classifier, directions: [Direction], seed: UInt64?, range: ClosedRange<Double>, points: Int,
    own: Loss, on images: ImageSet, in context: JobContext
  ) throws -> SliceReport {
    let grid = Slice.grid(from: range.lowerBound, to: range.upperBound, points: points)
    let slice = Slice(alphas: grid, betas: directions.count == 2 ? grid : [])
    let found = try slice.evaluate(
      classifier, directions: directions, own: own, on: images, in: context)
    return SliceReport(
      total: images.count, points: found, flatness: Flatness(points: found),
      settings: .init(
        dimensions: directions.count, pointsPerAxis: points, range: [range.lowerBound, range.upperBound], seed: seed,
        normalisation: seed == nil ? "given" : "filter", loss: own.name,
        cosine: directions.count == 2 ? directions[0].cosine(to: directions[1]) : nil))
  }
}
