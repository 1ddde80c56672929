/// One loss in one form at one number of classes, evaluated an example at a time in Double.
struct RowLoss {
  private let function: any LossFunction
  private let scale: Double
  private var targets: Targets
  private var softmax: SoftmaxRow
  /// The normalisation of the logits before the softmax, and n numbers for what it makes of them.
  private var normalisation: LogitNormalisation?
  private let normalised: UnsafeMutablePointer<Double>
  /// n numbers: the logits go in here, and are overwritten.
  let logits: UnsafeMutablePointer<Double>
  /// n numbers: the gradient at the logits.
  let gradient: UnsafeMutablePointer<Double>

  /// `init` wants so many numbers of scratch space.
  static func scratchCount(classes: Int) -> Int { 4 * classes }

  init(_ loss: Loss, form: LossForm, classes: Int, scratch: UnsafeMutablePointer<Double>) {
    logits = scratch
    softmax = SoftmaxRow(count: classes, logProbabilities: scratch, probabilities: scratch + classes)
    gradient = scratch + 2 * classes
    normalised = scratch + 3 * classes
    normalisation = loss.function.logitTemperature.map { LogitNormalisation(temperature: $0) }
    targets = Targets(labelSmoothing: loss.labelSmoothing, classes: classes)
    scale = loss.scale(form, classes: classes)
    switch form {
    case .published: function = loss.function
    case .training: function = loss.function.inTraining(classes: classes)
    }
  }

  /// The loss of the example in `logits`, whose gradient is written to `gradient`.
  mutating func evaluate(label: Int) -> Double {
    let classes = softmax.count
    if normalisation != nil {
      normalisation!.apply(logits, classes: classes)
      normalised.update(from: logits, count: classes)
    }
    softmax.normalise()
    targets.label = label
    let value = function.evaluate(softmax, targets, gradient: gradient)
    normalisation?.pullBack(gradient, normalised: normalised, classes: classes)
    guard scale != 1 else { return value }
    for k in 0..<softmax.count { gradient[k] *= scale }
    return scale * value
  }
}
