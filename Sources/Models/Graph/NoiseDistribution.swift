import Tensors

/// What the random numbers of a network's own noise are like.
public enum NoiseDistribution: Sendable, Codable, Equatable {
  case normal(mean: Float, deviation: Float)
  case uniform(low: Float, high: Float)
  /// 0 with probability `rate`, and else 1 / (1 − rate): the mask of a dropout that works when the model answers, too.
  case mask(rate: Float)

  /// The next number of a stream.
  func draw(_ stream: inout RandomStream) -> Float {
    switch self {
    case .normal(let mean, let deviation): mean + deviation * Float(stream.nextNormal())
    case .uniform(let low, let high): low + (high - low) * stream.nextUniform()
    case .mask(let rate): stream.nextUniform() < rate ? 0 : 1 / (1 - rate)
    }
  }

  /// What it is, in a few words.
  public var text: String {
    switch self {
    case .normal(let mean, let deviation): "normal noise, mean \(mean), deviation \(deviation)"
    case .uniform(let low, let high): "uniform noise from \(low) to \(high)"
    case .mask(let rate): "dropout \(rate), when it answers too"
    }
  }
}
