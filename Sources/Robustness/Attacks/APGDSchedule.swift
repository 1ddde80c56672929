/// After which iterations APGD judges its progress (Croce & Hein 2020, section 3.2): the first interval is 22 % of all
/// iterations, each next one 3 % shorter, none below 6 %.
public struct APGDSchedule: Sendable {
  public let checks: [Int]

  public init(iterations n: Int) {
    // The reference works with truncated products of the decimal numbers.
    var interval = max(Int(0.22 * Double(n)), 1), last = 0
    let shortest = max(Int(0.06 * Double(n)), 1), decrement = max(Int(0.03 * Double(n)), 1)
    var checks: [Int] = []
    while last + interval <= n {
      last += interval
      checks.append(last)
      interval = max(interval - decrement, shortest)
    }
    self.checks = checks
  }
}
