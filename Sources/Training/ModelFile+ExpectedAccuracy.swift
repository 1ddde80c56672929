public import Datasets
import Files
import Foundation
public import Models
import Statistics

extension ModelFile {
  /// Throws a `FileError` where the accuracy on `images` differs from `expected` by more than chance: every later figure
  /// would be about another model than the user's.
  public func requireAccuracy(_ expected: Double, on images: ImageSet, path: String, engine: Engine) throws {
    let right = classifier.correct(on: images, engine: engine).count { $0 }
    let accuracy = Accuracy(correct: right, total: images.count), interval = accuracy.interval
    guard expected < interval.lower || expected > interval.upper else { return }
    throw FileError(
      path, "its clean accuracy is not the one that was stated", expected: "\(expected)",
      found: String(
        format: "%.4f of %d images, with chance %.4f to %.4f", accuracy.accuracy, images.count, interval.lower,
        interval.upper),
      advice: "look at the normalisation, and at the order of the classes and of the colours")
  }
}
