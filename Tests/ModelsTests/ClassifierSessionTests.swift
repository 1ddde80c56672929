import Datasets
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Classifier session")
struct ClassifierSessionTests {
  private static let images = TinyImages.images(10, seed: 4)

  private static func classifier(seed: UInt64) throws -> Classifier {
    let network = try TinyImages.network()
    return Classifier(network: network, weights: Weights(layout: network.layout, seed: seed))
  }

  private static func answers(_ session: ClassifierSession) -> [Float] {
    session.load(images, 0..<4)
    session.forward(count: 4)
    return Array(UnsafeBufferPointer(start: session.logits, count: 4 * session.network.classes))
  }

  @Test("answers and gradients are those of an execution, bit by bit", arguments: Precision.allCases)
  func execution(precision: Precision) throws {
    let classifier = try Self.classifier(seed: 1), classes = classifier.network.classes,
      pixels = Self.images.shape.count
    let engine = Engine(threads: 2, precision: precision)
    let session = ClassifierSession(classifier, batchSize: 4, purpose: .inputGradient, engine: engine)
    let execution = Execution(classifier.network, batchSize: 4, purpose: .inputGradient, engine: engine)
    var weights = classifier.weights.values
    for i in 0..<4 { (execution.images + i * pixels).update(from: Self.images.image(i), count: pixels) }
    execution.prepare(weights: weights)
    execution.forward(count: 4, weights: &weights)
    #expect(Self.answers(session) == Array(UnsafeBufferPointer(start: execution.logits, count: 4 * classes)))

    for i in 0..<4 * classes {
      session.logitGradients![i] = Float(i)
      execution.logitGradients![i] = Float(i)
    }
    session.backward(count: 4)
    execution.backward(count: 4, weights: &weights)
    for i in 0..<4 * pixels { #expect(session.imageGradients![i] == execution.imageGradients![i]) }
  }

  @Test("batches load every image once, in order, with its label")
  func batches() throws {
    let session = ClassifierSession(try Self.classifier(seed: 1), batchSize: 4, engine: Engine(threads: 1))
    var seen: [[Int]] = []
    session.forEachBatch(of: Self.images) { first, count in
      seen.append([first, count])
      for i in 0..<count {
        let image = UnsafeBufferPointer(
          start: session.images + i * Self.images.shape.count, count: Self.images.shape.count)
        #expect(Array(image) == Self.images.image(first + i))
        #expect(session.labels[i] == Int32(Self.images.labels[first + i]))
      }
    }
    #expect(seen == [[0, 4], [4, 4], [8, 2]])
  }

  @Test("it answers by other weights from when it is told to, and by its own copy of them")
  func weights() throws {
    let one = try Self.classifier(seed: 1), engine = Engine(threads: 1)
    var other = try Self.classifier(seed: 2)
    let session = ClassifierSession(one, batchSize: 4, engine: engine), first = Self.answers(session)
    let second = Self.answers(ClassifierSession(other, batchSize: 4, engine: engine))
    #expect(first != second)
    session.use(other.weights)
    other.weights.values[0] = 9
    #expect(Self.answers(session) == second)
    session.changeWeights { $0.update(from: one.weights.values, count: one.weights.values.count) }
    #expect(Self.answers(session) == first)
  }
}
