import Foundation

/// The values between the colours of filled contours.
enum ContourLevels {
  /// Some ten round levels within the range of the axis, at nearly equal distances on its scale, so that the colours of
  /// neighbouring bands differ visibly everywhere.
  static func values(_ axis: FittedAxis) -> [Double] {
    guard !axis.isBlank else { return [] }
    let scale = axis.axis.scale, range = axis.range
    var candidates = [Ticks.values(in: range, scale: scale, count: 9)]
    if scale == .log {
      let first = Int(log10(range.lowerBound).rounded(.down)), last = Int(log10(range.upperBound).rounded(.up))
      candidates += factors.map { factors in
        (first...last).flatMap { n in factors.map { $0 * pow(10, Double(n)) } }
      }
    }
    let inside = candidates.map { $0.filter { (1e-6..<1 - 1e-6).contains(axis.fraction($0)) } }
    return inside.filter { $0.count <= most }.max { $0.count < $1.count } ?? []
  }

  /// More bands than this are hard to tell apart by their colours.
  private static let most = 12

  /// The levels within a decade. Their logarithms are nearly evenly spaced.
  private static let factors: [[Double]] = [
    [1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8],
  ]
}
