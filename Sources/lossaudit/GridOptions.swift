import ArgumentParser
import LossLandscapes

/// Where a slice has its points.
struct GridOptions: ParsableArguments {
  @Option(\SliceGrid.points) var points: String?
  @Option(\SliceGrid.range, usual: "-1:1; 0:1 between models") var range: String?
  @Option(\SliceGrid.secondPoints) var secondPoints: String?
  @Option(\SliceGrid.secondRange) var secondRange: String?

  /// A command that cuts one slice cannot leave it out. Between models it goes from the first to the others.
  func grid(betweenModels: Bool) throws -> SliceGrid {
    var grid = SliceGrid(range: betweenModels ? 0...1 : -1...1)
    try set(in: &grid)
    guard grid.points > 0 else {
      throw ValidationError("--points: expected 2 or more, since 0 asks for no slice, found 0")
    }
    return grid
  }
}

/// What a slice measures at its points, and along how many random directions.
struct SliceMeasureOptions: ParsableArguments {
  @Option(\SliceSettings.directions) var directions: String?
  @Option(\SliceSettings.normalisation) var directionNormalisation: String?
  @Option(\SliceSettings.epsilon) var epsilon: String?
  @Option(\SliceSettings.split) var split: String?
  @Option(\SliceSettings.batchNormImages) var batchNormImages: String?

  func settings(seed: UInt64) throws -> SliceSettings {
    var settings = SliceSettings()
    settings.seed = seed
    try set(in: &settings)
    return settings
  }

  func validate() throws { _ = try settings(seed: 0) }
}
