public import Settings

/// The settings of the slices that are cut through each model.
public struct SliceSettings: Sendable, Codable, Equatable {
  public var seed = Seed.usual
  /// The number of test images behind each point, which are the first of the file; `nil` for all.
  public var limit: Int?
  public var oneDimensional = SliceGrid()
  public var twoDimensional = SliceGrid(points: 0)

  enum CodingKeys: String, CodingKey {
    case seed, limit
    case oneDimensional = "one_dimensional"
    case twoDimensional = "two_dimensional"
  }

  public init() {}
}

/// The grid on which a slice has its points along each direction.
public struct SliceGrid: Sendable, Codable, Equatable {
  /// The number of points along each axis. It is 0 for no slice.
  public var points: Int
  /// The first and the last coordinate.
  public var range: ClosedRange<Double>

  public init(points: Int = 51, range: ClosedRange<Double> = -1...1) {
    self.points = points
    self.range = range
  }
}

extension SliceGrid: Configurable {
  public static let usual = SliceGrid()

  public static let settings: [Setting<SliceGrid>] = [
    Setting("points", \.points, .whole(0...10_001), "Points along each axis."),
    Setting("range", \.range, .interval, "First and last coordinate along each direction."),
  ]
}

extension SliceSettings: Configurable {
  public static let usual = SliceSettings()

  public static let settings: [Setting<SliceSettings>] =
    [
      .seed(\.seed),
      Setting("limit", \.limit, .whole(1...Int.max), "Use the first N test images.", usual: "all"),
    ]
    + SliceGrid.settings.map { $0.within(\.oneDimensional, table: "one_dimensional") }
    + SliceGrid.settings.map { $0.within(\.twoDimensional, table: "two_dimensional") }
}
