import Datasets
import Models

@testable import Robustness

extension FGSM {
  /// The outcomes at all strengths, property by property.
  struct Outcome: Equatable {
    /// Whether image i is still classified as its label says at ε e: `correct[e][i]`.
    var correct: [[Bool]]
    var confidence: [[Float]]
    var maximumPerturbation: [Double]
    /// It is the same at every ε.
    var zeroGradient: [Bool]
  }

  /// The attack away from the labels.
  func attack(_ classifier: Classifier, on images: ImageSet, engine: Engine) -> Outcome {
    let outcomes = outcomes(classifier, on: images, engine: engine) { _, _, _, _ in }
    return Outcome(
      correct: outcomes.map(\.correct), confidence: outcomes.map(\.confidence),
      maximumPerturbation: outcomes.map(\.maximumPerturbation), zeroGradient: outcomes[0].zeroGradient)
  }
}
