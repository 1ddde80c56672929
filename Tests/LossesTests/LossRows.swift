@testable import Losses

extension Loss {
  /// Value and gradient of one example in Double, from Double logits: what central differences need.
  func row(_ logits: [Double], label: Int, form: LossForm = .published) -> (value: Double, gradient: [Double]) {
    let classes = logits.count
    let count = RowLoss.scratchCount(classes: classes)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { scratch in
      scratch.initialize(repeating: 0)
      var row = RowLoss(self, form: form, classes: classes, scratch: scratch.baseAddress!)
      for k in 0..<classes { row.logits[k] = logits[k] }
      let value = row.evaluate(label: label)
      return (value, (0..<classes).map { row.gradient[$0] })
    }
  }

  /// Values (N) and gradients (N, K) by the public evaluation.
  func batch(
    _ logits: [Float], labels: [Int32], form: LossForm = .published, gradientScale: Double = 1
  ) -> (values: [Double], gradient: [Float]) {
    var values = [Double](repeating: -1, count: labels.count)
    var gradient = [Float](repeating: -1, count: logits.count)
    evaluate(
      logits: logits, labels: labels, count: labels.count, classes: logits.count / labels.count, form: form,
      gradientScale: gradientScale, values: &values, gradient: &gradient)
    return (values, gradient)
  }
}
