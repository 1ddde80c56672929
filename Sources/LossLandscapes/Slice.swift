import CKernels
public import Datasets
import Foundation
public import Losses
public import Models

/// Loss and accuracy at points θ + α d₁ or θ + α d₁ + β d₂, in evaluation mode with the batch-norm statistics of
/// training.
public struct Slice: Sendable {
  public var alphas: [Double]
  /// The places along the second direction. It is empty for a one-dimensional slice.
  public var betas: [Double]

  public init(alphas: [Double], betas: [Double] = []) {
    self.alphas = alphas
    self.betas = betas
  }

  /// `count` evenly spaced values from `lower` to `upper`. Where 0 lies on the grid, the value is exactly 0.
  public static func grid(from lower: Double, to upper: Double, points count: Int) -> [Double] {
    guard count > 1 else { return [lower] }
    return (0..<count).map { i in
      let value = (lower * Double(count - 1 - i) + upper * Double(i)) / Double(count - 1)
      return abs(value) < 1e-12 * max(abs(lower), abs(upper)) ? 0 : value
    }
  }

  /// Evaluates every point. Each one starts from the stored weights, never from the point before.
  public func evaluate(
    _ classifier: Classifier, directions: [Direction], own: Loss, on images: ImageSet, in context: JobContext
  ) throws -> [SlicePoint] {
    precondition(directions.count == (betas.isEmpty ? 1 : 2))
    let session = ClassifierSession(classifier, for: images, engine: context.engine)
    let places = alphas.flatMap { alpha in (betas.isEmpty ? [nil] : betas.map(Optional.some)).map { (alpha, $0) } }
    var points: [SlicePoint] = []
    for (alpha, beta) in places {
      session.changeWeights {
        let base = classifier.weights.values, second = beta == nil ? nil : directions[1].values
        la_combine($0, base, directions[0].values, Float(alpha), second, Float(beta ?? 0), Int64(base.count))
      }
      points.append(Self.point(session, alpha, beta, own, images))
      try context.proceed(JobProgress("slicing", done: points.count, of: places.count))
    }
    return points
  }

  private static func point(
    _ session: ClassifierSession, _ alpha: Double, _ beta: Double?, _ own: Loss, _ images: ImageSet
  ) -> SlicePoint {
    let classes = session.network.classes
    var crossEntropy = 0.0, squares = 0.0, ownLoss = 0.0, correct = 0
    var values = [Double](repeating: 0, count: session.batchSize)
    session.forEachBatch(of: images) { _, count in
      session.forward(count: count)
      let logits = session.logits, labels = session.labels
      Loss(.crossEntropy).evaluate(
        logits: logits, labels: labels, count: count, classes: classes, values: &values, gradient: nil)
      for i in 0..<count {
        crossEntropy += values[i]
        squares += values[i] * values[i]
        if session.isRight(i) { correct += 1 }
      }
      own.evaluate(logits: logits, labels: labels, count: count, classes: classes, values: &values, gradient: nil)
      for i in 0..<count { ownLoss += values[i] }
    }
    let n = Double(max(images.count, 1))
    let mean = crossEntropy / n
    return SlicePoint(
      alpha: alpha, beta: beta, crossEntropy: mean,
      standardError: (max(squares / n - mean * mean, 0) / max(n - 1, 1)).squareRoot(), ownLoss: ownLoss / n,
      correct: correct, accuracy: Double(correct) / n)
  }
}
