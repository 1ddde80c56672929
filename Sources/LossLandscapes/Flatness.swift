/// The flatness of a one-dimensional slice, or of the line β = 0 of a plane.
public struct Flatness: Sendable, Codable, Equatable {
  /// The smallest |α| on the grid at which the accuracy is 10 points or more below the accuracy at 0; `nil` where there
  /// is none.
  public var halfWidth: Double?
  /// The mean rise of cross-entropy at ±r, for the radii r whose points are on the grid.
  public var meanRise: [String: Double]

  enum CodingKeys: String, CodingKey {
    case halfWidth = "half_width_10_points"
    case meanRise = "mean_cross_entropy_rise"
  }

  /// The radii at which the rise is reported.
  private static let radii = [0.25, 0.5, 1.0]

  public init(points: [SlicePoint]) {
    let line = points.filter { ($0.beta ?? 0) == 0 }
    guard let centre = line.first(where: { $0.alpha == 0 }) else {
      halfWidth = nil
      meanRise = [:]
      return
    }
    // Accuracies are quotients: 0.3 − 0.1 is 0.2 and not, as in binary, a little less.
    halfWidth = line.filter { $0.accuracy <= centre.accuracy - 0.1 + 1e-9 }.map { abs($0.alpha) }.min()
    meanRise = [:]
    for radius in Self.radii {
      let ends = line.filter { abs(abs($0.alpha) - radius) < 1e-9 }
      let rise = ends.map { $0.crossEntropy - centre.crossEntropy }.reduce(0, +) / Double(max(ends.count, 1))
      if !ends.isEmpty, rise.isFinite { meanRise["\(radius)"] = rise }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    // An explicit null: "no such radius on this slice" is a finding.
    try container.encode(halfWidth, forKey: .halfWidth)
    try container.encode(meanRise, forKey: .meanRise)
  }
}
