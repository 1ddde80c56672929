import Foundation

/// A labelled place on an axis.
public struct Tick: Sendable, Equatable {
  public var value: Double
  public var label: String

  public init(_ value: Double, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// The choice of round values within a range.
enum Ticks {
  /// About `count` values within `range` that are round on `scale`: 1, 2 or 5 times a power of ten.
  static func values(in range: ClosedRange<Double>, scale: Scale, count: Int) -> [Double] {
    switch scale {
    case .linear: linear(range, count)
    case .log: logarithmic(range, count)
    case .symlog(let threshold): symmetric(range, threshold, count)
    }
  }

  /// The least of 1, 2, 5 × 10ⁿ that parts `range` into at most `count` steps.
  static func step(_ range: ClosedRange<Double>, _ count: Int) -> Double {
    let rough = (range.upperBound - range.lowerBound) / Double(max(count, 1))
    let power = pow(10, floor(log10(rough)))
    return ([1, 2, 5].first { $0 * power >= rough * (1 - 1e-9) } ?? 10) * power
  }

  private static func linear(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    guard range.upperBound > range.lowerBound else { return [range.lowerBound] }
    let step = step(range, count)
    // Bounds that are ticks but for rounding count as ticks.
    let first = (range.lowerBound / step - 1e-9).rounded(.up), last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    return stride(from: first, through: last, by: 1).map { exact($0, step) }
  }

  /// `k · step`, without the rounding error of `3 · 0.1`: a step below one is a unit fraction, so k is divided by its
  /// denominator. It is never −0.
  private static func exact(_ k: Double, _ step: Double) -> Double {
    (step < 1 ? k / (1 / step).rounded() : k * step) + 0
  }

  /// Every nth power of ten where there are many of them. Where there are few, twos and fives stand between them.
  /// Within one decade the choice is linear.
  private static func logarithmic(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    let low = log10(range.lowerBound), high = log10(range.upperBound)
    let first = Int((low - 1e-9).rounded(.up)), last = Int((high + 1e-9).rounded(.down))
    let inside = { (v: Double) in v >= range.lowerBound * (1 - 1e-9) && v <= range.upperBound * (1 + 1e-9) }
    let decades = Array(first...max(first, last)).map { pow(10, Double($0)) }.filter(inside)
    if decades.count > count {
      let every = (decades.count + count - 1) / count
      return (first...last).filter { $0.isMultiple(of: every) }.map { pow(10, Double($0)) }
    }
    if decades.count >= 3 { return decades }
    let finer = (first - 1...last + 1).flatMap { n in [1.0, 2, 5].map { $0 * pow(10, Double(n)) } }.filter(inside)
    if finer.count <= count, finer.count >= 3 { return finer }
    return decades.count >= 2 ? decades : linear(range, count)
  }

  /// Zero and, on both sides, the powers of ten beyond ten thresholds. Nearer powers would crowd about zero.
  private static func symmetric(_ range: ClosedRange<Double>, _ threshold: Double, _ count: Int) -> [Double] {
    let reach = max(abs(range.lowerBound), abs(range.upperBound))
    let first = Int((log10(threshold) - 1e-9).rounded(.up)) + 1
    let last = Int((log10(reach) + 1e-9).rounded(.down))
    // Within the linear part there is nothing logarithmic about it.
    guard reach > 0, last > first else { return linear(range, count) }
    let sides = (range.lowerBound < 0 ? 1 : 0) + (range.upperBound > 0 ? 1 : 0)
    let every = max(1, ((last - first + 1) * sides + count - 1) / max(count, 1))
    let powers = stride(from: last, through: first, by: -every).map { pow(10, Double($0)) }
    let all = powers.map { -$0 } + [0] + powers.reversed()
    return all.filter { range.contains($0) || abs($0 - range.upperBound) < reach * 1e-9 }
  }

  /// The unlabelled marks between the decades of a logarithmic axis, at 2 to 9 times each power.
  static func minor(in range: ClosedRange<Double>, scale: Scale) -> [Double] {
    guard scale == .log, log10(range.upperBound / range.lowerBound) <= 6 else { return [] }
    let first = Int(log10(range.lowerBound).rounded(.down)), last = Int(log10(range.upperBound).rounded(.up))
    return (first...last).flatMap { n in (2...9).map { Double($0) * pow(10, Double(n)) } }.filter(range.contains)
  }
}
