import CKernels
public import Datasets
import Files
public import Losses
public import Models
public import Robustness
import Tensors

/// What is measured at each point of a slice.
public struct SliceMeasure: Sendable {
  /// The loss that the model was trained with; `nil` where nobody knows it.
  public var own: Loss?
  /// The strength of FGSM on cross-entropy, in L∞ and pixel units; `nil` for no attack.
  public var epsilon: Epsilon?
  /// The images on which the running statistics of batch-norm are re-estimated at each point; `nil` leaves them as trained.
  public var statistics: ImageSet?

  public init(own: Loss?, epsilon: Epsilon? = nil, statistics: ImageSet? = nil) {
    self.own = own
    self.epsilon = epsilon
    self.statistics = statistics
  }

  /// Throws a `FileError` about the model at `path` where there is no batch normalisation to re-estimate.
  public static func requireBatchNorm(of classifier: Classifier, path: String) throws {
    guard !BatchStatistics.has(classifier.network) else { return }
    throw FileError(
      path, "the network has no batch normalisation whose statistics could be re-estimated",
      advice: "leave it fixed: in a file's graph it may be part of the convolutions")
  }
}

/// Measures points of slices through one model on one set of images, in evaluation mode.
final class SliceMeter {
  private let classifier: Classifier
  private let measure: SliceMeasure
  private let images: ImageSet
  private let session: ClassifierSession
  private let step: FGSMStep?
  private let statistics: BatchStatistics?
  private let moved: FloatBuffer

  init(_ classifier: Classifier, _ measure: SliceMeasure, on images: ImageSet, engine: Engine) {
    self.classifier = classifier
    self.measure = measure
    self.images = images
    step = measure.epsilon.map { _ in FGSMStep(classifier, for: images, norm: .linf, engine: engine) }
    session = step?.unattacked ?? ClassifierSession(classifier, for: images, engine: engine)
    statistics = measure.statistics.map { BatchStatistics(classifier.network, on: $0, engine: engine) }
    moved = FloatBuffer(count: classifier.network.layout.count)
  }

  /// The point at `place`. It starts from the stored weights, never from the point before.
  func point(_ place: Slice.Place, along directions: [Direction]) -> SlicePoint {
    let base = classifier.weights.values, weights = moved.pointer
    let second = place.beta == nil ? nil : directions[1].values
    la_combine(
      weights, base, directions[0].values, Float(place.alpha), second, Float(place.beta ?? 0), Int64(base.count))
    statistics?.estimate(weights)
    let change = { (pointer: UnsafeMutablePointer<Float>) in pointer.update(from: weights, count: base.count) }
    if let step { step.changeWeights(change) } else { session.changeWeights(change) }
    return measured(place)
  }

  private func measured(_ place: Slice.Place) -> SlicePoint {
    let classes = session.network.classes
    var crossEntropy = Moments(), ownLoss = Moments(), correct = 0, resisting = 0
    var values = [Double](repeating: 0, count: session.batchSize)
    func add(_ loss: Loss, _ count: Int, to moments: inout Moments) {
      loss.evaluate(
        logits: session.logits, labels: session.labels, count: count, classes: classes, values: &values, gradient: nil)
      for i in 0..<count { moments.add(values[i]) }
    }
    func judge(_ count: Int) {
      add(Loss(.crossEntropy), count, to: &crossEntropy)
      if let own = measure.own { add(own, count, to: &ownLoss) }
      for i in 0..<count where session.isRight(i) { correct += 1 }
    }
    if let step, let epsilon = measure.epsilon {
      step.forEachBatch(of: images) { _, count in
        judge(count)
        step.aim(.crossEntropy)
        step.attack(epsilon.value)
        for i in 0..<count where step.isRight(i) { resisting += 1 }
      }
    } else {
      session.forEachBatch(of: images) { _, count in
        session.forward(count: count)
        judge(count)
      }
    }
    var point = SlicePoint(
      alpha: place.alpha, beta: place.beta, crossEntropy: crossEntropy.mean, standardError: crossEntropy.standardError,
      ownLoss: measure.own.map { _ in ownLoss.mean }, correct: correct,
      accuracy: Double(correct) / Double(max(images.count, 1)))
    point.ownStandardError = measure.own.map { _ in ownLoss.standardError }
    point.accuracyStandardError = Moments.standardError(ofShare: correct, of: images.count)
    if measure.epsilon != nil {
      point.attacked = .init(
        correct: resisting, accuracy: Double(resisting) / Double(max(images.count, 1)),
        standardError: Moments.standardError(ofShare: resisting, of: images.count))
    }
    return point
  }
}

/// The mean of numbers, one for each image, and its standard error s / √n.
struct Moments {
  private var sum = 0.0
  private var squares = 0.0
  private var count = 0

  mutating func add(_ value: Double) {
    sum += value
    squares += value * value
    count += 1
  }

  private var n: Double { Double(max(count, 1)) }
  var mean: Double { sum / n }
  var standardError: Double { (max(squares / n - mean * mean, 0) / max(n - 1, 1)).squareRoot() }

  /// That of `hits` ones among `count` zeros and ones.
  static func standardError(ofShare hits: Int, of count: Int) -> Double {
    let share = Double(hits) / Double(max(count, 1))
    return (share * (1 - share) / Double(max(count - 1, 1))).squareRoot()
  }
}
