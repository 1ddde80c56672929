/// The division of an image's logits by their length, z → z / (τ (‖z‖₂ + 10⁻⁷)), before the softmax.
///
/// A loss after it does not see the length of z, which a network would otherwise let grow without end once it is right. The
/// 10⁻⁷ is that of the authors' code (Wei et al. 2022, arXiv 2205.09310); it only matters where all logits are nearly 0.
struct LogitNormalisation {
  /// The temperature τ.
  let temperature: Double
  /// This is added to ‖z‖₂.
  static let leastLength = 1e-7

  private var length = 0.0

  init(temperature: Double) { self.temperature = temperature }

  /// Normalises the n logits in place.
  mutating func apply(_ logits: UnsafeMutablePointer<Double>, classes: Int) {
    var sum = 0.0
    for k in 0..<classes { sum += logits[k] * logits[k] }
    length = sum.squareRoot()
    for k in 0..<classes { logits[k] /= temperature * (length + Self.leastLength) }
  }

  /// Turns the gradient at the normalised logits u into the one at z, in place; `normalised` are the u of the last `apply`.
  ///
  /// With m = ‖z‖ + 10⁻⁷ and u = z / (τ m) it is `∂L/∂z = (∂L/∂u - u · (u · ∂L/∂u) τ² m / ‖z‖) / (τ m)`.
  func pullBack(
    _ gradient: UnsafeMutablePointer<Double>, normalised: UnsafePointer<Double>, classes: Int
  ) {
    let m = length + Self.leastLength
    var product = 0.0
    for k in 0..<classes { product += normalised[k] * gradient[k] }
    let radial = length > 0 ? product * temperature * temperature * m / length : 0
    for k in 0..<classes { gradient[k] = (gradient[k] - radial * normalised[k]) / (temperature * m) }
  }
}
