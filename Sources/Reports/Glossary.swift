/// The words of the field that a report uses, each in one sentence.
enum Glossary {
  static let terms: [(term: String, meaning: String)] = [
    ("APGD", "PGD that chooses its own step sizes (Croce and Hein 2020)."),
    ("attraction", "How strongly a loss pulls the output for the right class, against how far it is from zero error."),
    ("AutoAttack", "APGD by cross-entropy, APGD with targets, FAB and Square, one after the other."),
    (
      "bracket",
      "Robust accuracy between two bounds: images proved to be robust, and images that no attack here has broken."
    ),
    ("DLR", "The difference of logits ratio: a loss for attacks that does not change if all logits are scaled."),
    (
      "ECE", "The expected calibration error: how far confidence is from accuracy, averaged over 15 bins of confidence."
    ),
    ("ε", "The largest change that an attack may make to an image, in pixel units from 0 to 1."),
    ("FGSM", "The fast gradient sign method: one step of size ε along the sign of the gradient."),
    ("interval", "Wilson's 95 % interval: what share the model may have on all images of this kind."),
    ("invariant", "A condition on a loss that says, without training, whether it can train at all."),
    ("null epoch", "The epoch before training, in which outputs are near 1/n for n classes: where a loss has to pull."),
    ("PGD", "Projected gradient descent: many small steps, each brought back to within ε."),
    ("worst case", "An image counts as right only if it survives every attack at that ε."),
  ]

  static var html: HTML {
    let rows = terms.map { "<dt>\($0.term)</dt><dd>\($0.meaning)</dd>" as HTML }
    return "<dl>\n\(rows.joined("\n"))\n</dl>\n"
  }
}
