import Foundation

/// Baikal, `f = log h - y / h`, `γ = 1/h + y/h²` (Gonzalez & Miikkulainen 2020, arXiv 1905.11528).
///
/// Training scales it always, since its own pull at the null epoch is n times cross-entropy's, and continues 1/h
/// smoothly by `(1 + log(floor/h)) / floor` below a floor, so that no first step is taken at 1/h = 10⁴. The other terms
/// have no floor: a clamp there would change how often an attack succeeds.
public struct Baikal: LossFunction {
  public static let name = LossName.baikal
  public static let trainingScale = TrainingScale.always

  /// The probability below which 1/h is continued; 0 for the loss as published.
  let floor: Double

  public init() { floor = 0 }
  public init(_ parameters: LossParameters) throws {
    try parameters.requireNone()
    floor = 0
  }
  private init(floor: Double) { self.floor = floor }

  /// The floor min(0.05, 1 / (2n)) is well below the null epoch's 1/n and the 1/√n at which Baikal comes to rest.
  public func inTraining(classes: Int) -> Baikal { Baikal(floor: min(0.05, 0.5 / Double(classes))) }

  public func trainingNote(classes: Int) -> String? {
    "1/h is continued smoothly below the floor \(LossParameters.shortest(inTraining(classes: classes).floor))"
  }

  /// Above the floor, `(log max(h, floor) - log h) / floor` is 0 and `1 / max(h, floor)` is 1/h.
  public var formula: Formula {
    guard floor > 0 else { return .sum([.logProbability, .negative(.quotient(.target, .probability))]) }
    let bounded = Formula.probabilityAtLeast(floor)
    let fall = Formula.quotient(.sum([.logarithm(bounded), .negative(.logProbability)]), .number(floor))
    return .sum([
      .logProbability, .negative(.product([.target, .sum([.quotient(.number(1), bounded), fall])])),
    ])
  }
  public func f(h: Double, y: Double) -> Double {
    log(h) - (y == 0 ? 0 : y * (h >= floor ? 1 / h : (1 + log(floor) - log(h)) / floor))
  }
  public func gamma(h: Double, y: Double) -> Double { (1 + (y == 0 ? 0 : y / max(h, floor))) / h }

  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    floor > 0 ? floored(row, y, gradient) : published(row, y, gradient)
  }

  /// The gradient is `n hₖ - 1 + hₖ Σⱼ yⱼ/hⱼ - yₖ/hₖ`.
  ///
  /// Everything that can overflow is a difference of log h: a saturated softmax gives the largest finite number with
  /// the right sign. Where the value overflows it is infinite.
  private func published(_ row: SoftmaxRow, _ y: Targets, _ gradient: UnsafeMutablePointer<Double>) -> Double {
    let n = Double(row.count), logH = row.logProbabilities
    var value = 0.0
    var steepest = -Double.infinity
    for k in 0..<row.count {
      value -= logH[k]
      guard y[k] > 0 else { continue }
      value += y[k] * exp(-logH[k])
      steepest = max(steepest, -logH[k])
    }
    var sum = 0.0
    for k in 0..<row.count where y[k] > 0 { sum += y[k] * exp(-logH[k] - steepest) }
    // log Σⱼ yⱼ/hⱼ
    let logSum = steepest + log(sum)
    for k in 0..<row.count {
      let push = logH[k] + logSum
      let pull = y[k] > 0 ? log(y[k]) - logH[k] : -.infinity
      gradient[k] = n * row.probabilities[k] - 1 + Self.differenceOfExponentials(push, pull)
    }
    return value
  }

  /// The gradient is Baikal's with `yₖ / max(hₖ, floor)` for `yₖ / hₖ`.
  private func floored(_ row: SoftmaxRow, _ y: Targets, _ gradient: UnsafeMutablePointer<Double>) -> Double {
    let n = Double(row.count), logH = row.logProbabilities
    var value = 0.0, sum = 0.0
    for k in 0..<row.count {
      let h = row.probabilities[k]
      sum += y[k] / max(h, floor)
      value -= logH[k]
      if y[k] > 0 { value += y[k] * (h >= floor ? 1 / h : (1 + log(floor) - logH[k]) / floor) }
    }
    for k in 0..<row.count {
      let h = row.probabilities[k]
      gradient[k] = n * h - 1 + h * sum - y[k] / max(h, floor)
    }
    return value
  }

  /// eᵃ - eᵇ, at most the largest finite number in size.
  private static func differenceOfExponentials(_ a: Double, _ b: Double) -> Double {
    let limit = Double.greatestFiniteMagnitude
    let difference = exp(a) - exp(b)
    if difference.isFinite { return difference }
    if a.isNaN || b.isNaN { return .nan }
    return a > b ? limit : a < b ? -limit : 0
  }
}

extension LossFunction where Self == Baikal {
  public static var baikal: Baikal { Baikal() }
}
