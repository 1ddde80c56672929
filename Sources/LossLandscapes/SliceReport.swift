public import Datasets
public import Losses
public import Models

/// A slice with all that its caption must say.
public struct SliceReport: Sendable, Codable, Equatable {
  /// Images behind each point.
  public var total: Int
  public var points: [SlicePoint]
  public var flatness: Flatness
  public var settings: Settings

  public struct Settings: Sendable, Codable, Equatable {
    public var dimensions: Int
    /// Points along each axis.
    public var pointsPerAxis: Int
    /// The first and last α, and β.
    public var range: [Double]
    /// The seed of the directions; `nil` for given ones.
    public var seed: UInt64?
    public var normalisation = "filter"
    /// The training loss behind `own_loss`.
    public var loss: String
    /// Cosine between the two directions.
    public var cosine: Double?
    public var checkpoint: String?
    public var dataset: String?

    enum CodingKeys: String, CodingKey {
      case dimensions, range, seed, normalisation, loss, cosine, checkpoint, dataset
      case pointsPerAxis = "points_per_axis"
    }
  }

  /// Cuts a slice along `directions` (one or two) over an even grid; `seed` is what the directions were drawn from.
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
        loss: own.name, cosine: directions.count == 2 ? directions[0].cosine(to: directions[1]) : nil))
  }
}
