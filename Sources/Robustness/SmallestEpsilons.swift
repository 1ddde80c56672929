/// How many images of an audit are broken by changes up to each size.
///
/// The size of an image's change is the smallest of all adversarial images that were found for it: an upper bound of the
/// distance to the nearest one. An image that is wrong without attack is broken by a change of size 0. Where attacks have a
/// target, an image is broken when it has reached that.
public struct SmallestEpsilons: Sendable, Codable, Equatable {
  public struct Step: Sendable, Codable, Equatable {
    public let epsilon: Double
    /// The images that are broken by a change of at most this size.
    public let broken: Int

    public init(epsilon: Double, broken: Int) {
      self.epsilon = epsilon
      self.broken = broken
    }
  }

  /// In ascending order of ε; the first is at 0.
  public let steps: [Step]
  /// The images that no attack has broken.
  public let unbroken: Int
  /// The largest strength asked for: what is not broken is not broken by this.
  public let largest: Epsilon

  enum CodingKeys: String, CodingKey {
    case steps, unbroken
    case largest = "up_to"
  }

  /// Sizes are rounded up to one in so many parts of the largest ε, but never beyond the ε at which they were found. Where
  /// a size is a number of values, it stays a whole one.
  static let parts = 256.0

  public init(steps: [Step], unbroken: Int, largest: Epsilon) {
    self.steps = steps
    self.unbroken = unbroken
    self.largest = largest
  }

  /// `nil` where no strength above 0 was asked for.
  init?(_ evidence: AuditEvidence) {
    guard let largest = evidence.largest?.epsilon else { return nil }
    let part = largest.value / Self.parts, unit = evidence.norm == .l0 ? part.rounded(.up) : part
    let sizes = evidence.clean.indices.map { evidence.smallestSize($0, unit: unit) }
    let known = sizes.compactMap(\.self).sorted()
    var steps = [Step(epsilon: 0, broken: 0)]
    for size in known {
      let broken = steps.last!.broken + 1
      if steps.last!.epsilon == size { steps.removeLast() }
      steps.append(Step(epsilon: size, broken: broken))
    }
    self.init(steps: steps, unbroken: sizes.count - known.count, largest: largest)
  }
}

extension AuditEvidence {
  /// The smallest change that makes image i what attacks look for, in whole units; `nil` where none was found.
  fileprivate func smallestSize(_ i: Int, unit: Double) -> Double? {
    let isOneUnattacked = isTargeted ? curves.contains { $0.zero.isAdversarial(i) } : !clean[i]
    if isOneUnattacked { return 0 }
    return curves.flatMap(\.asked).compactMap { outcome -> Double? in
      guard outcome.isAdversarial(i), let size = outcome.replies[i].map({ Double($0.change) }) else { return nil }
      // Single precision may be a little above a whole number of units.
      return min((size / unit - 1e-3).rounded(.up) * unit, outcome.epsilon)
    }.min()
  }
}
