extension Loss {
  /// The loss of each example and its gradient at the logits.
  ///
  /// `logits` (N, K) row-major and `labels` (N) are read. `values` (N), where given, is overwritten by the loss of each
  /// example; `gradient` (N, K), where given, by `gradientScale` times the gradient of that example's loss: 1 / N gives
  /// the gradient of the mean. Examples do not see each other, so splitting a batch changes nothing. Softmax and loss
  /// are worked in Double; a gradient beyond Float's range is its largest finite number with the right sign. NaN logits
  /// give NaN: divergence is a result.
  public func evaluate(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, count: Int, classes: Int, form: LossForm = .published,
    gradientScale: Double = 1, values: UnsafeMutablePointer<Double>?, gradient: UnsafeMutablePointer<Float>?
  ) {
    precondition(classes >= 2, "a loss needs at least two classes")
    withUnsafeTemporaryAllocation(of: Double.self, capacity: RowLoss.scratchCount(classes: classes)) { scratch in
      scratch.initialize(repeating: 0)
      var row = RowLoss(self, form: form, classes: classes, scratch: scratch.baseAddress!)
      for i in 0..<count {
        let label = Int(labels[i])
        precondition(0..<classes ~= label, "a label is not a class")
        let z = logits + i * classes
        for k in 0..<classes { row.logits[k] = Double(z[k]) }
        let value = row.evaluate(label: label)
        values?[i] = value
        guard let gradient else { continue }
        let g = gradient + i * classes
        for k in 0..<classes { g[k] = Self.saturated(gradientScale * row.gradient[k]) }
      }
    }
  }

  /// The nearest finite Float; NaN stays NaN.
  private static func saturated(_ x: Double) -> Float {
    let limit = Double(Float.greatestFiniteMagnitude)
    return x > limit ? .greatestFiniteMagnitude : x < -limit ? -.greatestFiniteMagnitude : Float(x)
  }
}
