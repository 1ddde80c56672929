import Tensors

@testable import Losses

extension Loss {
  /// Value and gradient of one example in Double, from Double logits: what central differences need.
  func row(_ logits: [Double], label: Int, form: LossForm = .published) -> (value: Double, gradient: [Double]) {
    let classes = logits.count
    let count = RowLoss.scratchCount(self, classes: classes)
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

/// Losses drawn at random and the named ones, with and without label smoothing.
enum SampleLosses {
  static func taylorGLO(order: Int, seed: UInt64) -> TaylorGLO {
    var random = RandomStream(seed: seed, purpose: .test, index: UInt64(order))
    return TaylorGLO(parameters: (0..<TaylorGLO.parameterCount(order: order)).map { _ in 1.2 * random.nextNormal() })!
  }

  static let functions: [LossFunction] =
    [.crossEntropy, .meanSquaredError, .baikal] + (1...4).map { .taylorGLO(taylorGLO(order: $0, seed: 7)) }

  static let all: [Loss] = functions.flatMap { [Loss($0), Loss($0, labelSmoothing: 0.1)] }

  static func normals(_ count: Int, seed: UInt64, scale: Double = 1) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .test)
    return (0..<count).map { _ in scale * random.nextNormal() }
  }
}
