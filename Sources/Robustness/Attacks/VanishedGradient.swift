/// Where the gradient that an attack follows is exactly zero, the attack follows the margin's.
///
/// A saturated softmax has such gradients in float32, and an image must not count as robust because of it.
extension Objective {
  /// What is followed where the objective's gradient has vanished.
  var fallback: Objective {
    switch self {
    case .loss, .targetedDLR, .difference: .loss(.margin)
    case .towards(_, let target), .probabilities(_, _, let target?): .towards(.margin, target: target)
    case .probabilities: .loss(.margin)
    }
  }

  /// Writes the gradient (K) at `logits` (K), for whoever does not ask for the value.
  func writeGradient(
    _ logits: UnsafePointer<Float>, label: Int32, classes: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    _ = evaluate(logits, label: label, classes: classes, gradient: gradient)
  }
}

/// Whether all `count` components of a gradient are exactly zero.
func vanishes(_ gradient: UnsafePointer<Float>, _ count: Int) -> Bool {
  (0..<count).allSatisfy { gradient[$0] == 0 }
}
