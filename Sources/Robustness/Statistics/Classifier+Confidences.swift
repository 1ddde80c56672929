public import Datasets
import Foundation
public import Models
public import Tensors

extension CalibrationError {
  /// Of a model on images as they are; `nil` of no images and where a logit is not a number.
  public init?(of classifier: Classifier, on images: ImageSet, pool: WorkerPool) {
    let found = classifier.confidences(on: images, pool: pool)
    self.init(confidences: found.confidences, correct: found.correct)
  }
}

extension Classifier {
  /// The confidence in each image's answer, and whether that answer is right, in one pass.
  public func confidences(on images: ImageSet, pool: WorkerPool) -> (confidences: [Double], correct: [Bool]) {
    var confidences: [Double] = [], correct: [Bool] = []
    confidences.reserveCapacity(images.count)
    correct.reserveCapacity(images.count)
    let classes = network.classes
    forEachBatch(of: images, pool: pool) { _, count, logits, labels in
      for i in 0..<count {
        let row = logits + i * classes
        confidences.append(Self.confidence(row, classes: classes))
        correct.append(Self.isCorrect(row, classes: classes, label: labels[i]))
      }
    }
    return (confidences, correct)
  }

  /// The largest softmax probability of K logits, 1 / Σₖ exp(zₖ − max z); NaN where a logit is NaN or +∞.
  static func confidence(_ logits: UnsafePointer<Float>, classes: Int) -> Double {
    var largest = logits[0]
    for k in 1..<classes where logits[k] > largest { largest = logits[k] }
    var sum = 0.0
    for k in 0..<classes { sum += exp(Double(logits[k]) - Double(largest)) }
    return 1 / sum
  }
}
