/// Damage to weights that no adversary chose.
public enum WeightDamageName: String, CaseIterable, Sendable, Codable {
  // Their order keys their random numbers: new ones come last.
  case noise = "weight-noise"
  case dropout = "weight-dropout"

  /// The quantity that the strength measures.
  public var quantity: String {
    switch self {
    case .noise: "noise in proportion to each filter's norm"
    case .dropout: "share of weights made 0"
    }
  }

  /// The strengths measured: from hardly felt to near chance for networks trained without noise.
  public var strengths: [Double] {
    switch self {
    case .noise: [0.1, 0.2, 0.3, 0.4, 0.5]
    case .dropout: [0.02, 0.05, 0.1, 0.2, 0.3]
    }
  }
}
