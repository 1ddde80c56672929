/// One loss in one form at one number of classes, evaluated an example at a time in Double.
struct RowLoss {
  private enum Kind {
    case crossEntropy, meanSquaredError, baikal
    case flooredBaikal(floor: Double)
    case taylorGLO(TaylorGLO.Polynomials)
  }

  private let kind: Kind
  private let scale: Double
  private var targets: Targets
  private var softmax: SoftmaxRow
  /// n numbers: the logits go in here, and are overwritten.
  let logits: UnsafeMutablePointer<Double>
  /// n numbers: the gradient at the logits.
  let gradient: UnsafeMutablePointer<Double>

  /// Numbers of scratch space that `init` wants.
  static func scratchCount(_ loss: Loss, classes: Int) -> Int {
    if case .taylorGLO(let loss) = loss.function { return 3 * classes + 2 * loss.order }
    return 3 * classes
  }

  init(_ loss: Loss, form: LossForm, classes: Int, scratch: UnsafeMutablePointer<Double>) {
    logits = scratch
    softmax = SoftmaxRow(count: classes, logProbabilities: scratch, probabilities: scratch + classes)
    gradient = scratch + 2 * classes
    targets = Targets(labelSmoothing: loss.labelSmoothing, classes: classes)
    scale = loss.scale(form, classes: classes)
    switch (loss.function, form) {
    case (.crossEntropy, _): kind = .crossEntropy
    case (.meanSquaredError, _): kind = .meanSquaredError
    case (.baikal, .published): kind = .baikal
    case (.baikal, .training): kind = .flooredBaikal(floor: SoftmaxRow.baikalFloor(classes: classes))
    case (.taylorGLO(let loss), _):
      kind = .taylorGLO(TaylorGLO.Polynomials(loss, targets, storage: scratch + 3 * classes))
    }
  }

  /// The loss of the example in `logits`, whose gradient is written to `gradient`.
  mutating func evaluate(label: Int) -> Double {
    softmax.normalise()
    targets.label = label
    let value =
      switch kind {
      case .crossEntropy: softmax.crossEntropy(targets, gradient: gradient)
      case .meanSquaredError: softmax.meanSquaredError(targets, gradient: gradient)
      case .baikal: softmax.baikal(targets, gradient: gradient)
      case .flooredBaikal(let floor): softmax.baikal(targets, floor: floor, gradient: gradient)
      case .taylorGLO(let loss): softmax.taylorGLO(loss, label: label, gradient: gradient)
      }
    guard scale != 1 else { return value }
    for k in 0..<softmax.count { gradient[k] *= scale }
    return scale * value
  }
}
