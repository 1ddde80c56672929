import Models

/// What a model says of one image, and how far the image was moved before.
struct Reply: Sendable, Equatable {
  /// The class that the model gives the image; `nil` where a logit is not a number.
  let prediction: Int?
  /// The logit of the image's label less the largest of the others: below 0 the image is wrong. It is NaN where it is no
  /// finite number.
  let margin: Float
  /// The size of the change to the image, by the norm of the attack.
  let change: Float

  init(prediction: Int?, margin: Float, change: Float) {
    self.prediction = prediction
    self.margin = margin
    self.change = change
  }

  /// Of an image with the class `label` that the model answers with `logits` (K).
  init(_ logits: UnsafePointer<Float>, classes: Int, label: Int, change: Float) {
    let others = (0..<classes).filter { $0 != label }.map { logits[$0] }
    let margin = logits[label] - (others.max() ?? -.infinity)
    let hasNaN = logits[label].isNaN || others.contains(where: \.isNaN)
    self.init(
      prediction: hasNaN ? nil : LogitRanks(logits, classes)[0], margin: margin.isFinite && !hasNaN ? margin : .nan,
      change: change)
  }
}
