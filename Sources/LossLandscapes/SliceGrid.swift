public import Settings

/// The grid on which a slice has its points along each direction.
public struct SliceGrid: Sendable, Codable, Equatable {
  /// The number of points along each axis. It is 0 for no slice.
  public var points: Int
  /// The first and the last coordinate.
  public var range: ClosedRange<Double>
  /// The number of points along the second axis; `nil` for as many as along the first.
  public var secondPoints: Int?
  /// The first and the last coordinate along the second axis; `nil` for those of the first.
  public var secondRange: ClosedRange<Double>?

  enum CodingKeys: String, CodingKey {
    case points, range
    case secondPoints = "second_points"
    case secondRange = "second_range"
  }

  public init(points: Int = 51, range: ClosedRange<Double> = -1...1) {
    self.points = points
    self.range = range
  }

  /// The line, or the plane, that has this grid.
  public func slice(dimensions: Int) -> Slice {
    func axis(_ range: ClosedRange<Double>, _ points: Int) -> [Double] {
      Slice.grid(from: range.lowerBound, to: range.upperBound, points: points)
    }
    return Slice(
      alphas: axis(range, points),
      betas: dimensions == 1 || points == 0 ? [] : axis(secondRange ?? range, secondPoints ?? points))
  }

  /// How many points a slice of this grid has.
  public func count(dimensions: Int) -> Int { dimensions == 1 ? points : points * (secondPoints ?? points) }
}

extension SliceGrid: Configurable {
  public static let usual = SliceGrid()

  /// What a line has.
  static let axis: [Setting<SliceGrid>] = [
    Setting("points", \.points, .pointsOrNone, "Points along each axis."),
    Setting("range", \.range, .interval, "First and last coordinate along each direction."),
  ]

  public static let settings: [Setting<SliceGrid>] =
    axis + [
      Setting(
        "second_points", \.secondPoints, .whole(2...most), "Points along the second axis of a plane.",
        usual: "as along the first"),
      Setting(
        "second_range", \.secondRange, .interval, "First and last coordinate along the second direction of a plane.",
        usual: "as along the first"),
    ]

  fileprivate static let most = 10_001
}

extension Rule where Value == Int {
  /// One point is no slice.
  fileprivate static var pointsOrNone: Rule {
    Rule("0, or a whole number from 2 to \(SliceGrid.most)", placeholder: "n") { word in
      Int(word).flatMap { $0 == 0 || (2...SliceGrid.most).contains($0) ? $0 : nil }
    }
  }
}
