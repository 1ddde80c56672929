public import Datasets
import Foundation
public import Models
import Statistics
import Tensors

/// The search for another usual normalisation that fits a model far better than the one in force.
public enum NormalisationHint {
  /// Images that are tried, spread over all: classes may follow each other.
  private static let images = 256
  /// A model that is right so often has its normalisation.
  private static let goodAccuracy = 0.9

  /// In words for the user; `nil` where no other is better by ten points and by more than the intervals of both.
  /// `usual` is that of the data set.
  public static func text(of model: ModelFile, on images: ImageSet, usual: Normalisation, engine: Engine) -> String? {
    guard images.count > 0 else { return nil }
    let step = max(1, images.count / Self.images)
    let few = images.subset(Array(stride(from: 0, to: images.count, by: step)))
    func accuracy(_ classifier: Classifier, _ images: ImageSet) -> Accuracy {
      Accuracy(correct: classifier.correct(on: images, engine: engine).count { $0 }, total: images.count)
    }
    let now = accuracy(model.classifier, few)
    guard now.accuracy < goodAccuracy else { return nil }
    var best: (name: String, accuracy: Accuracy)?
    func consider(_ name: String, _ accuracy: Accuracy) {
      if accuracy.correct > best?.accuracy.correct ?? -1 { best = (name, accuracy) }
    }
    for (name, normalisation) in candidates(model, few, usual) {
      guard let classifier = model.classifier(normalisedBy: normalisation) else { continue }
      consider(
        "with \(name), --mean \(list(normalisation.mean)) --std \(list(normalisation.standardDeviation)),",
        accuracy(classifier, few))
    }
    if images.shape.channels == 3 {
      consider("with the channels in the order blue, green, red", accuracy(model.classifier, few.channelsReversed))
    }
    guard let best, best.accuracy.accuracy - now.accuracy >= 0.1, best.accuracy.interval.lower > now.interval.upper
    else { return nil }
    return
      "another normalisation fits far better: \(best.name) \(best.accuracy.correct) of \(few.count) images would be"
      + " right, now \(now.correct); is it what the model was trained with?"
  }

  private static func candidates(
    _ model: ModelFile, _ images: ImageSet, _ usual: Normalisation
  ) -> [(String, Normalisation)] {
    let channels = images.shape.channels, now = model.normalisation
    func same(_ mean: Float, _ deviation: Float) -> Normalisation {
      Normalisation(
        mean: .init(repeating: mean, count: channels), standardDeviation: .init(repeating: deviation, count: channels))
    }
    var all = [
      ("none", same(0, 1)), ("pixels from -1 to 1", same(0.5, 0.5)), ("pixels from 0 to 255", same(0, 1 / 255)),
      ("that of the data set", usual), ("what is measured", Normalisation.measured(on: images)),
      (
        "the same in pixels from 0 to 255",
        Normalisation(mean: now.mean.map { $0 / 255 }, standardDeviation: now.standardDeviation.map { $0 / 255 })
      ),
    ]
    if channels == 3 {
      // The constants of torchvision's models.
      all.append(
        ("ImageNet's", Normalisation(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])))
    }
    return all.filter { $1 != now && $1.standardDeviation.allSatisfy { $0 > 0 } }
  }

  private static func list(_ numbers: [Float]) -> String {
    numbers.map { String(format: "%.4g", $0) }.joined(separator: ",")
  }
}

extension ModelFile {
  /// The same weights behind another normalisation.
  fileprivate func classifier(normalisedBy other: Normalisation) -> Classifier? {
    guard
      let changed = classifier.network.replacingNormalisation(
        mean: other.mean, standardDeviation: other.standardDeviation)
    else { return nil }
    return Classifier(network: changed, weights: classifier.weights)
  }
}

extension ImageSet {
  fileprivate var channelsReversed: ImageSet {
    let channels = shape.channels
    var pixels: [UInt8] = []
    for i in 0..<count {
      let image = Array(self.pixels(of: i))
      for first in stride(from: 0, to: image.count, by: channels) {
        pixels += image[first..<first + channels].reversed()
      }
    }
    return ImageSet(shape: shape, pixels: pixels, labels: labels)
  }
}
