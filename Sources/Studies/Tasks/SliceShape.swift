import LossLandscapes

/// How a study cuts through weight space.
enum SliceShape: String, Sendable, Codable, CaseIterable {
  case line, plane

  var dimensions: Int {
    switch self {
    case .line: 1
    case .plane: 2
    }
  }
}

extension SliceSettings {
  /// The coordinates along each axis; a slice without points is not cut.
  func grid(_ shape: SliceShape) -> SliceGrid {
    switch shape {
    case .line: oneDimensional
    case .plane: twoDimensional
    }
  }

  /// Points of the whole slice, along all draws of directions.
  func points(_ shape: SliceShape) -> Int {
    grid(shape).count(dimensions: shape.dimensions) * directions
  }
}
