import Charts
import LossLandscapes
import Statistics

/// What a chart shows of a slice.
enum SliceCurve {
  case crossEntropy
  case accuracy
  /// Accuracy under FGSM. A slice without it has no such number.
  case attackedAccuracy

  var name: String {
    switch self {
    case .crossEntropy: "Cross-entropy"
    case .accuracy: "Accuracy"
    case .attackedAccuracy: "Accuracy under FGSM"
    }
  }

  var axis: Axis {
    switch self {
    case .crossEntropy: Axis("Cross-entropy", unit: "nats", scale: .log)
    case .accuracy, .attackedAccuracy: Axis.accuracy
    }
  }

  /// The curve along a line: of several draws the median, with the band from the lowest to the highest; of one, the
  /// 95 % interval over the images.
  func series(_ name: String, _ slice: SliceReport, style: Int) -> LineChart.Series {
    let heights = numbers(slice)
    let bands =
      slice.spread?.map { spread in band(of: spread).map { Interval($0.lowest, $0.highest) } }
      ?? slice.points.map { interval(at: $0, of: slice.total) }
    return LineChart.Series(
      name, points: zip(slice.points, heights).map { Point($0.alpha, $1) },
      band: bands.allSatisfy { $0 != nil } ? bands.compactMap(\.self) : [], style: style)
  }

  /// The number at each place: of several draws the median.
  func numbers(_ slice: SliceReport) -> [Double] {
    slice.spread?.map { band(of: $0)?.median ?? .nan }
      ?? slice.points.map { quantity.value(at: $0) ?? .nan }
  }

  private var quantity: SliceQuantity {
    switch self {
    case .crossEntropy: .crossEntropy
    case .accuracy: .accuracy
    case .attackedAccuracy: .attackedAccuracy
    }
  }

  private func band(of spread: SliceSpread) -> SliceSpread.Band? {
    switch self {
    case .crossEntropy: spread.crossEntropy
    case .accuracy: spread.accuracy
    case .attackedAccuracy: spread.attacked
    }
  }

  private func interval(at point: SlicePoint, of total: Int) -> Interval? {
    guard let value = quantity.value(at: point) else { return nil }
    func share(_ correct: Int) -> Interval {
      let wilson = WilsonInterval(successes: correct, total: total)
      return Interval(wilson.lower, wilson.upper)
    }
    switch self {
    case .crossEntropy:
      // On a log axis an interval must stay above zero.
      return Interval(max(value - 1.96 * point.standardError, value / 10), value + 1.96 * point.standardError)
    case .accuracy: return share(point.correct)
    case .attackedAccuracy: return point.attacked.map { share($0.correct) }
    }
  }
}
