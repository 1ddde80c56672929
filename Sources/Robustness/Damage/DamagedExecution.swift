import Datasets
import Models
import Tensors

/// One execution that counts right answers, on images or with weights that are damaged first.
final class DamagedExecution {
  private let weights: Weights
  private let images: ImageSet
  private let pool: WorkerPool
  private let execution: Execution

  init(_ classifier: Classifier, images: ImageSet, engine: Engine) {
    weights = classifier.weights
    self.images = images
    pool = engine.pool
    execution = Execution(
      classifier.network, batchSize: classifier.passSize(on: images, engine: engine), purpose: .inference,
      engine: engine)
  }

  func correct(_ corruption: Corruption? = nil, seed: UInt64 = 0) -> Int {
    correct(weights: weights, corruption, seed: seed)
  }

  func correct(weights: Weights) -> Int { correct(weights: weights, nil, seed: 0) }

  private func correct(weights: Weights, _ corruption: Corruption?, seed: UInt64) -> Int {
    let classes = execution.network.classes, shape = images.shape
    var values = weights.values, labels = [Int32](repeating: 0, count: execution.batchSize), correct = 0
    values.withUnsafeMutableBufferPointer { values in
      execution.prepare(weights: values.baseAddress!)
      for first in stride(from: 0, to: images.count, by: execution.batchSize) {
        let count = min(execution.batchSize, images.count - first)
        images.fill(Array(first..<first + count), into: execution.images, labels: &labels, pool: pool)
        if let corruption {
          pool.parallel(count) { place, _ in
            corruption.apply(
              to: execution.images + place * shape.count, shape: shape, seed: seed, example: first + place)
          }
        }
        execution.forward(count: count, weights: values.baseAddress!)
        for i in 0..<count
        where Classifier.isCorrect(execution.logits + i * classes, classes: classes, label: labels[i]) { correct += 1 }
      }
    }
    return correct
  }
}
