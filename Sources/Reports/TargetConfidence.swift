import Foundation
public import Losses

/// How sure a model is of the right class where it is right, beside what theory predicts of its loss.
public struct TargetConfidence: Sendable, Codable, Equatable {
  /// The test images that the model gets right.
  public var images: Int
  /// The mean probability of the right class over these; `nil` where there are none.
  public var mean: Double?
  /// Their sample standard deviation; `nil` where there are fewer than two.
  public var standardDeviation: Double?
  /// The equilibrium confidence of the loss that the model was trained with; `nil` where there is none or it is not known.
  public var predicted: Double?

  enum CodingKeys: String, CodingKey {
    case images, mean, predicted
    case standardDeviation = "standard_deviation"
  }

  /// `confidences` are the probabilities of the right class on the images that the model gets right.
  public init(_ confidences: [Double], loss: Loss?, classes: Int) {
    images = confidences.count
    let count = Double(images)
    if images > 0 { mean = confidences.reduce(0, +) / count }
    if let mean, images > 1 {
      standardDeviation = (confidences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (count - 1)).squareRoot()
    }
    predicted = loss.flatMap { $0.isOfProbabilities ? $0.equilibriumConfidence(classes: classes) : nil }
  }

  /// What there is none of is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(images, forKey: .images)
    try container.encode(mean, forKey: .mean)
    try container.encode(standardDeviation, forKey: .standardDeviation)
    try container.encode(predicted, forKey: .predicted)
  }
}
