import Models

/// What a model makes of an attacked image.
struct Standing: Sendable, Equatable {
  /// Whether it still sees the label.
  let isRight: Bool
  /// Whether it sees the class that the attack leads to; `nil` where the attack leads to none.
  let isTarget: Bool?

  /// Whether the image is what the attack looks for.
  var isAdversarial: Bool { isTarget ?? !isRight }

  init(isRight: Bool, isTarget: Bool?) {
    self.isRight = isRight
    self.isTarget = isTarget
  }

  /// Of an image that the model answers with `logits` (K).
  init(_ logits: UnsafePointer<Float>, classes: Int, label: Int, target: Int?) {
    isRight = Classifier.isCorrect(logits, classes: classes, label: Int32(label))
    isTarget = target.map { Classifier.isCorrect(logits, classes: classes, label: Int32($0)) }
  }
}

/// What a model makes of each image after an attack, as an 8-bit file would hold it.
struct RoundedOutcome: Sendable, Equatable {
  /// Whether image i is still classified as its label says.
  var correct: [Bool]
  /// Whether it has become the class that the attack led to; `nil` where it led to none.
  var reached: [Bool]?
}
