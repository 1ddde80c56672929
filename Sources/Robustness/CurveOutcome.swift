/// What one attack did to each image at one strength.
struct StrengthOutcome: Sendable, Equatable {
  /// How far a pixel might be moved, or in L2 the image.
  let epsilon: Double
  /// Whether image i is still classified as its label says: `correct[i]`.
  var correct: [Bool]
  /// How sure the model is of its answer to image i as the attack left it, and of the image as it is where the attack did
  /// not take it on. It is in single precision, in which a journal keeps it.
  var confidence: [Float]
  /// The largest change of any image, read again from the attacked images.
  var maximumPerturbation: Double
  /// Whether the objective's gradient at the pixels of image i vanished, so that the margin's was followed.
  var zeroGradient: [Bool]

  var right: Int { correct.count { $0 } }
}

/// What one attack through one loss did to each image at each strength.
struct CurveOutcome: Sendable, Equatable {
  let label: AttackLabel
  /// At the strengths asked for, in the order of asking.
  var asked: [StrengthOutcome]
  /// At ε = 0, for the checks.
  var zero: StrengthOutcome
  /// At the largest ε that means anything, for the checks; `nil` of an attack that goes on with images still right.
  var diameter: StrengthOutcome?
  /// Adversarial images that were none when they were looked at again.
  var misclaims = 0

  var all: [StrengthOutcome] { asked + [zero] + (diameter.map { [$0] } ?? []) }

  /// The same outcome under another name of its loss.
  func labelled(_ label: AttackLabel) -> CurveOutcome {
    CurveOutcome(label: label, asked: asked, zero: zero, diameter: diameter, misclaims: misclaims)
  }
}

extension CurveOutcome {
  /// Attacks made one after another, each on what those before it left right, as one.
  init(_ label: AttackLabel, parts: [CurveOutcome]) {
    self.init(
      label: label,
      asked: parts[0].asked.indices.map { e in StrengthOutcome(parts: parts.map { $0.asked[e] }) },
      zero: StrengthOutcome(parts: parts.map(\.zero)), diameter: nil,
      misclaims: parts.reduce(0) { $0 + $1.misclaims })
  }
}

extension StrengthOutcome {
  fileprivate init(parts: [StrengthOutcome]) {
    let last = parts.last!
    self.init(
      epsilon: last.epsilon, correct: last.correct,
      // Of the part that broke the image, or else of the last one.
      confidence: last.correct.indices.map { i in (parts.first { !$0.correct[i] } ?? last).confidence[i] },
      maximumPerturbation: parts.map(\.maximumPerturbation).max()!,
      zeroGradient: last.correct.indices.map { i in parts.contains { $0.zeroGradient[i] } })
  }
}
