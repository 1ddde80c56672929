/// One of the numbers that a slice has at each of its points. The raw value is its name in JSON and in exported files.
public enum SliceQuantity: String, Sendable, CaseIterable {
  case crossEntropy = "cross_entropy"
  case crossEntropyStandardError = "cross_entropy_standard_error"
  case ownLoss = "own_loss"
  case ownLossStandardError = "own_loss_standard_error"
  case correct
  case accuracy
  case accuracyStandardError = "accuracy_standard_error"
  case attackedCorrect = "fgsm_correct"
  case attackedAccuracy = "fgsm_accuracy"
  case attackedAccuracyStandardError = "fgsm_accuracy_standard_error"

  /// The number at `point`; `nil` where the slice does not have it, such as a loss that nobody knows.
  public func value(at point: SlicePoint) -> Double? {
    switch self {
    case .crossEntropy: point.crossEntropy
    case .crossEntropyStandardError: point.standardError
    case .ownLoss: point.ownLoss
    case .ownLossStandardError: point.ownStandardError
    case .correct: Double(point.correct)
    case .accuracy: point.accuracy
    case .accuracyStandardError: point.accuracyStandardError
    case .attackedCorrect: point.attacked.map { Double($0.correct) }
    case .attackedAccuracy: point.attacked?.accuracy
    case .attackedAccuracyStandardError: point.attacked?.standardError
    }
  }
}

extension SliceReport {
  /// The points of every draw of directions, those of one α together.
  public var allPoints: [[SlicePoint]] { draws?.map(\.points) ?? [points] }

  /// The places along the first direction in ascending order.
  public var alphas: [Double] { Set(points.map(\.alpha)).sorted() }

  /// The places along the second direction in ascending order; none on a line.
  public var betas: [Double] { Set(points.compactMap(\.beta)).sorted() }

  /// The quantities that the slice has.
  public var quantities: [SliceQuantity] {
    SliceQuantity.allCases.filter { quantity in points.first.map { quantity.value(at: $0) != nil } ?? false }
  }

  /// The numbers of `quantity` of one draw as a matrix with a row for each β and a column for each α, row by row.
  func matrix(_ quantity: SliceQuantity, of points: [SlicePoint]) -> [Double] {
    let columns = alphas.count, rows = max(betas.count, 1)
    let numbers = points.map { quantity.value(at: $0) ?? .nan }
    return (0..<rows).flatMap { row in (0..<columns).map { numbers[$0 * rows + row] } }
  }
}
