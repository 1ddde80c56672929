public import Datasets
import Foundation
public import Models
import Statistics
import Tensors

/// The search for another usual normalisation that fits a model far better than the one in force.
public enum NormalisationHint {
  /// Images that are tried, spread over all since classes may follow each other: first, and of the best that were found.
  private static let images = 256, moreImages = 1024
  /// How many of the best candidates are tried on more images.
  private static let finalists = 3
  /// How much more is worth a word.
  private static let gain = 0.05
  /// The largest p of McNemar's test on the same images; there are about ten candidates.
  private static let significance = 0.001

  /// In words for the user; `nil` where no other is better by five points and by more than chance on the same images.
  /// `usual` is that of the data set.
  public static func text(of model: ModelFile, on images: ImageSet, usual: Normalisation, engine: Engine) -> String? {
    let few = images.spread(Self.images)
    func correct(_ candidate: NormalisationCandidate?, _ images: ImageSet) -> [Bool] {
      let classifier = candidate?.change(model.classifier) ?? model.classifier
      return classifier.correct(
        on: candidate?.reversesChannels == true ? images.channelsReversed : images, engine: engine)
    }
    func isFarBetter(_ other: [Bool], _ now: [Bool]) -> Bool {
      let more = other.count { $0 } - now.count { $0 }
      return Double(more) >= gain * Double(now.count) && McNemar(now, other).p < significance
    }
    let now = correct(nil, few)
    guard Double(now.count { !$0 }) >= gain * Double(now.count), !now.isEmpty else { return nil }
    let tried = NormalisationCandidate.all(for: model, few, usual: usual).map { ($0, correct: correct($0, few)) }
    let finalists = tried.enumerated().filter { isFarBetter($1.correct, now) }
      .sorted { ($1.element.correct.count { $0 }, $0.offset) < ($0.element.correct.count { $0 }, $1.offset) }
      .prefix(finalists)
      // Of equals the one that is named first wins.
      .sorted { $0.offset < $1.offset }.map(\.element.0)
    guard !finalists.isEmpty else { return nil }
    // Candidates that are alike on few images are told apart by more.
    let many = images.spread(moreImages), before = correct(nil, many)
    let found = finalists.map { ($0, correct: correct($0, many)) }
    let most = found.map { $0.correct.count { $0 } }.max()!
    let place = found.firstIndex { $0.correct.count { $0 } == most }!
    let rivals = found.indices.filter { $0 != place && McNemar(found[$0].correct, found[place].correct).p > 0.05 }
      .map { "\(found[$0].0.words) \(found[$0].correct.count { $0 })" }
    return
      "another normalisation fits far better: \(found[place].0.words) \(most) of \(many.count) images would be right, now"
      + " \(before.count { $0 })"
      + (rivals.isEmpty ? "" : "; not to be told from it by these images: \(rivals.joined(separator: "; "))")
      + "; is it what the model was trained with?"
  }
}

extension ImageSet {
  /// At most `most` of the images, spread evenly over all.
  fileprivate func spread(_ most: Int) -> ImageSet {
    count <= most ? self : subset((0..<most).map { $0 * count / most })
  }

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
