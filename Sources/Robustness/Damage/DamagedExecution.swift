import Datasets
import Models
import Tensors

/// Counts a model's right answers, on images or with weights that are damaged first.
final class DamagedExecution {
  private let weights: Weights
  private let images: ImageSet
  private let pool: WorkerPool
  private let session: ClassifierSession

  init(_ classifier: Classifier, images: ImageSet, engine: Engine) {
    weights = classifier.weights
    self.images = images
    pool = engine.pool
    session = ClassifierSession(classifier, for: images, engine: engine)
  }

  func correct(_ corruption: Corruption? = nil, seed: UInt64 = 0) -> Int {
    let shape = images.shape
    var correct = 0
    session.forEachBatch(of: images) { first, count in
      if let corruption {
        pool.parallel(count) { place, _ in
          corruption.apply(
            to: session.images + place * shape.count, shape: shape, seed: seed, example: first + place)
        }
      }
      session.forward(count: count)
      correct += (0..<count).count { session.isRight($0) }
    }
    return correct
  }

  func correct(weights damaged: Weights) -> Int {
    session.use(damaged)
    defer { session.use(weights) }
    return correct()
  }
}
