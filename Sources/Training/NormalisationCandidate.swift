import Datasets
import Foundation
import Models
import Tensors

/// One usual way to hand pixels to a model, which may be that of its training.
struct NormalisationCandidate {
  /// What the user would do, to stand before a number of images.
  let words: String
  /// `nil` for the one in force.
  let normalisation: Normalisation?
  /// Whether the channels come in the order blue, green, red.
  var reversesChannels = false

  private init(_ name: String, _ normalisation: Normalisation) {
    func list(_ numbers: [Float]) -> String { numbers.map { String(format: "%.4g", $0) }.joined(separator: ",") }
    words = "with \(name), --mean \(list(normalisation.mean)) --std \(list(normalisation.standardDeviation)),"
    self.normalisation = normalisation
  }

  private init(channelsReversedIn words: String) {
    (self.words, normalisation, reversesChannels) = (words, nil, true)
  }

  /// The same weights behind this normalisation.
  func change(_ classifier: Classifier) -> Classifier {
    guard let normalisation else { return classifier }
    return Classifier(
      network: classifier.network.normalised(
        mean: normalisation.mean, standardDeviation: normalisation.standardDeviation), weights: classifier.weights)
  }

  /// All candidates but the one in force. Where two are the same numbers, the first one names them.
  static func all(for model: ModelFile, _ images: ImageSet, usual: Normalisation) -> [NormalisationCandidate] {
    let channels = images.shape.channels, now = model.normalisation
    func same(_ mean: Float, _ deviation: Float) -> Normalisation {
      Normalisation(
        mean: .init(repeating: mean, count: channels), standardDeviation: .init(repeating: deviation, count: channels))
    }
    var all: [(String, Normalisation)] = [
      ("none", same(0, 1)),
      ("mean and deviation exchanged", Normalisation(mean: now.standardDeviation, standardDeviation: now.mean)),
      ("that of the data set", usual), ("what is measured", .measured(on: images)),
      (
        "the same in pixels from 0 to 255",
        Normalisation(mean: now.mean.map { $0 / 255 }, standardDeviation: now.standardDeviation.map { $0 / 255 })
      ),
    ]
    for name in DatasetName.allCases {
      guard let facts = name.facts, facts.shape.channels == channels else { continue }
      all.append(("that of \(name.rawValue)", facts.normalisation))
    }
    if channels == 3 {
      // The constants of torchvision's models.
      all.append(
        ("ImageNet's", Normalisation(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])))
    }
    all += [("pixels from -1 to 1", same(0.5, 0.5)), ("pixels from 0 to 255", same(0, 1 / 255))]
    var seen = [now]
    var candidates: [NormalisationCandidate] = []
    for (name, normalisation) in all
    where normalisation.standardDeviation.allSatisfy({ $0 > 0 }) && !seen.contains(normalisation) {
      seen.append(normalisation)
      candidates.append(NormalisationCandidate(name, normalisation))
    }
    if channels == 3 {
      candidates.append(NormalisationCandidate(channelsReversedIn: "with the channels in the order blue, green, red"))
    }
    return candidates
  }
}
