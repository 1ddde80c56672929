import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Unattacked images")
struct CleanPassTests {
  private static let engine = Engine(threads: 1)
  private static let images = ImageSet(
    shape: ImageShape(height: 1, width: 2, channels: 1), pixels: [0, 255, 255, 0, 10, 20], labels: [1, 0, 1])

  @Test("are right as the classifier says, and nothing is odd about a model that tells them apart")
  func plain() {
    let classifier = TestClassifiers.linear([[1, 0], [0, 1]])
    let pass = CleanPass(classifier, on: Self.images, engine: Self.engine)
    #expect(pass.isRight == classifier.correct(on: Self.images, engine: Self.engine) && pass.notes == [])
  }

  @Test("outputs that are not numbers are said")
  func notANumber() {
    let pass = CleanPass(TestClassifiers.linear([[.nan, 0], [0, 1]]), on: Self.images, engine: Self.engine)
    #expect(pass.isRight == [false, false, false])
    #expect(
      pass.notes == ["3 of 3 images have outputs that are infinite or not numbers; the model is broken there"])
  }

  @Test("a model of constant outputs is said to tell nothing apart")
  func constant() {
    let pass = CleanPass(TestClassifiers.linear([[0, 0], [0, 0]]), on: Self.images, engine: Self.engine)
    #expect(pass.isRight == [false, true, false] && pass.onlyClass == 0 && pass.notes.count == 1)
    let one = CleanPass(TestClassifiers.linear([[0, 0], [0, 0]]), on: Self.images.prefix(1), engine: Self.engine)
    #expect(one.notes == [])
  }
}
