import ArgumentParser
import LossLandscapes

/// Where a slice has its points.
struct GridOptions: ParsableArguments {
  @Option(\SliceGrid.points) var points: String?
  @Option(\SliceGrid.range) var range: String?

  /// A command that cuts one slice cannot leave it out.
  func grid() throws -> SliceGrid {
    var grid = SliceGrid()
    try set(in: &grid)
    guard grid.points > 0 else {
      throw ValidationError("--points: expected 1 or more, since 0 asks for no slice, found 0")
    }
    return grid
  }
}
