/// What a failed check means for the figures of a model, in words.
enum CheckMeaning {
  /// The end of the sentence `The check … failed: …`.
  static func words(_ check: String) -> String {
    switch check {
    case "outputs-finite": "the model's outputs are not all numbers, and no figure of it means anything"
    case "clean-above-chance": "the model knows no more than chance, and its figures under attack say nothing"
    case "zero-epsilon-identity": "attacks change images where they must not, and no figure can be believed"
    case "perturbation-within-epsilon": "images left the allowed distance, and figures under attack are too low"
    case "monotone-in-epsilon", "pgd-not-weaker-than-fgsm", "apgd-not-weaker-than-pgd":
      "the gradient leads attacks astray, and the worst case is too high"
    case "more-steps-change-little": "the attacks had not ended, and the worst case is too high"
    case "random-noise-weaker": "noise breaks more images than the attacks do, and the worst case is too high"
    case "gradient-free-not-stronger", "transfer-not-stronger":
      "the gradients hide ways in, and figures of attacks by gradient are too high"
    case "large-epsilon-reaches-chance", "attack-self-test": "the attacks miss ways in, and the worst case is too high"
    case "zero-gradients": "many images give the attacker no gradient, and figures of attacks by gradient are too high"
    case "own-loss-vs-cross-entropy":
      "the loss hides its gradient, and accuracy under attacks through the own loss is not robustness"
    case "deterministic-logits": "the same image gives different outputs, and every figure holds chance"
    case "bracket-consistent":
      "an image counts as proved and as broken, and neither bound of the bracket can be believed"
    default: "its figures cannot be taken at their word"
    }
  }
}
