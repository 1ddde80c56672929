import Files

/// How often images are passed through the network: forward for the logits, and backward for a gradient at the pixels.
public struct AttackPasses: Sendable, Codable, Equatable, CustomStringConvertible {
  public var forward, backward: Int

  public init(forward: Int, backward: Int) {
    self.forward = forward
    self.backward = backward
  }

  public static let none = AttackPasses(forward: 0, backward: 0)

  static func + (a: AttackPasses, b: AttackPasses) -> AttackPasses {
    AttackPasses(forward: a.forward + b.forward, backward: a.backward + b.backward)
  }

  static func * (count: Int, passes: AttackPasses) -> AttackPasses {
    AttackPasses(forward: count * passes.forward, backward: count * passes.backward)
  }

  /// `13 forward and 10 backward passes`.
  public var description: String { "\(forward) forward and \(backward.counted("backward pass", "backward passes"))" }
}
