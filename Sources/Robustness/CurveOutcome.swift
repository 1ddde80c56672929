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
  /// Whether image i has become the class that the attack led to; `nil` where it led to none.
  var reached: [Bool]?
  /// The same of the images as 8-bit files hold them; `nil` where nobody asked.
  var rounded: RoundedOutcome?
  /// What the model says of image i as the attack left it: of an image that is broken, when it was broken. It is `nil` where
  /// the attacked image may not count. Of an image that the attack did not take on, it is what was said before.
  var replies: [Reply?] = []
  /// What the attack took for all images together; `nil` of a sweep, whose gradient serves every strength, and where nobody counted.
  var passes: AttackPasses?

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
  /// The smallest change by which an attack that looks for it broke each image, `nil` where it found none.
  var smallest: [Double?]?

  var all: [StrengthOutcome] { asked + [zero] + (diameter.map { [$0] } ?? []) }

  /// The same outcome under another name of its loss.
  func labelled(_ label: AttackLabel) -> CurveOutcome {
    CurveOutcome(
      label: label, asked: asked, zero: zero, diameter: diameter, misclaims: misclaims, smallest: smallest)
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
      zeroGradient: last.correct.indices.map { i in parts.contains { $0.zeroGradient[i] } }, rounded: last.rounded,
      replies: last.correct.indices.map { i in (parts.first { !$0.correct[i] } ?? last).replies[i] },
      passes: parts.compactMap(\.passes).reduce(.none, +))
  }
}

extension StrengthOutcome {
  /// Whether there is something left of image i that a further attack could break: the image itself, or what an 8-bit file
  /// holds of it.
  var isLeft: [Bool] { rounded.map { zip(correct, $0.correct).map { $0 || $1 } } ?? correct }

  /// Whether image i has become what the attack looks for.
  func isAdversarial(_ i: Int) -> Bool { reached?[i] ?? !correct[i] }

  /// Takes on what became of one image.
  mutating func take(_ verdict: AdversarialVerifier.Verdict) {
    let i = verdict.item.index
    // An image may go on for what an 8-bit file holds of it: what broke it stays.
    if correct[i] || !verdict.standing.isRight { replies[i] = verdict.reply }
    correct[i] = correct[i] && verdict.standing.isRight
    if let isTarget = verdict.standing.isTarget { reached?[i] = isTarget }
    if let standing = verdict.rounded {
      rounded!.correct[i] = rounded!.correct[i] && standing.isRight
      if let isTarget = standing.isTarget { rounded!.reached?[i] = isTarget }
    }
    passes = (passes ?? .none) + verdict.passes
    confidence[i] = verdict.confidence
    maximumPerturbation = max(maximumPerturbation, verdict.perturbation)
    zeroGradient[i] = verdict.zeroGradient
  }
}
