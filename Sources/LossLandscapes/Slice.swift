/// The places of a slice: θ + α d₁ along a line, or θ + α d₁ + β d₂ over a plane.
public struct Slice: Sendable, Equatable {
  public var alphas: [Double]
  /// The places along the second direction. It is empty for a one-dimensional slice.
  public var betas: [Double]

  public init(alphas: [Double], betas: [Double] = []) {
    self.alphas = alphas
    self.betas = betas
  }

  /// One place; β is `nil` on a line.
  struct Place: Hashable, Sendable {
    let alpha: Double
    let beta: Double?
  }

  /// All places, those of one α together.
  var places: [Place] {
    alphas.flatMap { alpha in
      betas.isEmpty ? [Place(alpha: alpha, beta: nil)] : betas.map { Place(alpha: alpha, beta: $0) }
    }
  }

  /// The slice with every `stride`th place along each axis, counted from the trained model where it is on the axis.
  func coarse(_ stride: Int) -> Slice {
    func thinned(_ axis: [Double]) -> [Double] {
      let centre = axis.firstIndex(of: 0) ?? 0
      return axis.indices.filter { ($0 - centre).isMultiple(of: stride) }.map { axis[$0] }
    }
    return Slice(alphas: thinned(alphas), betas: thinned(betas))
  }

  /// From the coarsest slice of five places or more along each axis to this one; each holds the places of those before.
  var refinements: [Slice] {
    let shortest = betas.isEmpty ? alphas.count : min(alphas.count, betas.count)
    let strides = [8, 4, 2].filter { shortest / $0 >= 5 }
    return strides.map(coarse) + [self]
  }

  /// `count` evenly spaced values from `lower` to `upper`. Where 0 lies on the grid, the value is exactly 0.
  public static func grid(from lower: Double, to upper: Double, points count: Int) -> [Double] {
    guard count > 1 else { return [lower] }
    return (0..<count).map { i in
      let value = (lower * Double(count - 1 - i) + upper * Double(i)) / Double(count - 1)
      return abs(value) < 1e-12 * max(abs(lower), abs(upper)) ? 0 : value
    }
  }
}
