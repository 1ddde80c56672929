/// The flatness of a one-dimensional slice, or of the line β = 0 of a plane.
public struct Flatness: Sendable, Codable, Equatable {
  /// The smallest |α| on the grid at which the accuracy is 10 points or more below the accuracy at 0; `nil` where there
  /// is none.
  public var halfWidth: Double?
  /// The smallest |α| at which the accuracy, taken as straight between neighbours on the grid, has dropped by 10 points;
  /// `nil` where it does not, and in files of former versions.
  public var interpolatedHalfWidth: Double?
  /// The standard error of that place: the one of the drop, of accuracies taken as independent, over the slope there. The
  /// images are the same at both places, so that it is rather too large.
  public var halfWidthStandardError: Double?
  /// The mean rise of cross-entropy at ±r, for the radii r whose points are on the grid.
  public var meanRise: [String: Double]

  enum CodingKeys: String, CodingKey {
    case halfWidth = "half_width_10_points"
    case interpolatedHalfWidth = "half_width_interpolated"
    case halfWidthStandardError = "half_width_standard_error"
    case meanRise = "mean_cross_entropy_rise"
  }

  /// The radii at which the rise is reported.
  static let radii = [0.25, 0.5, 1.0]

  public init(points: [SlicePoint]) {
    let line = points.filter { ($0.beta ?? 0) == 0 }
    meanRise = [:]
    guard let centre = line.first(where: { $0.alpha == 0 }) else { return }
    // Accuracies are quotients: 0.3 − 0.1 is 0.2 and not, as in binary, a little less.
    halfWidth = line.filter { $0.accuracy <= centre.accuracy - 0.1 + 1e-9 }.map { abs($0.alpha) }.min()
    let crossings = [1.0, -1].compactMap { side in
      Self.crossing(line.filter { $0.alpha * side >= 0 }.sorted { abs($0.alpha) < abs($1.alpha) })
    }
    if let nearest = crossings.min(by: { $0.place < $1.place }) {
      interpolatedHalfWidth = nearest.place
      halfWidthStandardError = nearest.error
    }
    for radius in Self.radii {
      let ends = line.filter { abs(abs($0.alpha) - radius) < 1e-9 }
      let rise = ends.map { $0.crossEntropy - centre.crossEntropy }.reduce(0, +) / Double(max(ends.count, 1))
      if !ends.isEmpty, rise.isFinite { meanRise["\(radius)"] = rise }
    }
  }

  /// Where accuracy has first dropped by 10 points along `side`, whose points go from 0 outwards.
  private static func crossing(_ side: [SlicePoint]) -> (place: Double, error: Double?)? {
    guard let centre = side.first else { return nil }
    let level = centre.accuracy - 0.1
    for (near, far) in zip(side, side.dropFirst()) where far.accuracy <= level + 1e-9 {
      let drop = near.accuracy - far.accuracy
      guard drop > 0 else { continue }
      let width = abs(far.alpha) - abs(near.alpha), share = min(max((near.accuracy - level) / drop, 0), 1)
      let errors = [centre, near, far].compactMap(\.accuracyStandardError)
      let error =
        errors.count == 3 ? (errors[0] * errors[0] + max(errors[1], errors[2]) * max(errors[1], errors[2])) : nil
      return (abs(near.alpha) + share * width, error.map { $0.squareRoot() * width / drop })
    }
    return nil
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    // An explicit null: "no such radius on this slice" is a finding.
    try container.encode(halfWidth, forKey: .halfWidth)
    try container.encode(interpolatedHalfWidth, forKey: .interpolatedHalfWidth)
    try container.encode(halfWidthStandardError, forKey: .halfWidthStandardError)
    try container.encode(meanRise, forKey: .meanRise)
  }
}
