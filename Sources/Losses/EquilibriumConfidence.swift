extension Loss {
  /// The target's probability at which the loss stops pulling; `nil` where it does not pull at 1/n at all.
  ///
  /// It is the stable zero of `γ(h, 1) - γ((1 - h) / (n - 1), 0)` that h first reaches from 1/n upwards, and 1 where
  /// there is none. For cross-entropy and squared error it is 1, with label smoothing `1 - α (n - 1) / n`; for Baikal it
  /// is 1/√n. `FallingZero` says how close together two zeros may lie.
  public func equilibriumConfidence(classes: Int) -> Double? {
    let n = Double(classes), start = 1 / n
    func pull(_ h: Double) -> Double {
      gamma(h: h, y: 1, classes: classes) - gamma(h: (1 - h) / (n - 1), y: 0, classes: classes)
    }
    guard satisfies(.exact, classes: classes), pull(start) > 0 else { return nil }
    // At h = 1 itself both γ may be infinite, and a pull that vanishes there is no rest before it.
    return FallingZero.first(of: pull, in: start...1.0.nextDown) ?? 1
  }
}
