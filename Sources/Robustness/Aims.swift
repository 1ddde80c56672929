import Datasets
import Models
import Tensors

/// The images that attacks lead towards a class other than their own, and which class that is for each.
struct Aims: Sendable, Equatable {
  /// Which image of the data set each one is; those of the target's own class are left out.
  let numbers: [Int]
  /// The class that each one is led towards.
  let targets: [Int]

  /// Throws a `SettingError` where the model has no such class.
  init(
    _ target: Target, _ classifier: Classifier, on images: ImageSet, names: [String]?, seed: UInt64, engine: Engine
  ) throws {
    let classes = classifier.network.classes
    let named = try target.classNumber(classes: classes, names: names)
    let wanted: [Int]
    switch target {
    case .named: wanted = images.labels.map { _ in named! }
    case .leastLikely: wanted = Self.leastLikely(classifier, images, engine)
    case .random:
      wanted = images.labels.enumerated().map { index, label in
        var stream = RandomStream(
          seed: seed, purpose: .attackStart, index: UInt64(index), subindex: AttackTask.StreamName.target.rawValue << 16
        )
        let other = stream.nextInteger(below: max(classes - 1, 1))
        return other < Int(label) ? other : other + 1
      }
    }
    numbers = wanted.indices.filter { wanted[$0] != Int(images.labels[$0]) }
    targets = numbers.map { wanted[$0] }
  }

  /// Those of the images at `places`.
  func subset(_ places: [Int]) -> Aims {
    Aims(numbers: places.map { numbers[$0] }, targets: places.map { targets[$0] })
  }

  private init(numbers: [Int], targets: [Int]) {
    self.numbers = numbers
    self.targets = targets
  }

  /// For each image the class with the smallest logit, of equals the first.
  private static func leastLikely(_ classifier: Classifier, _ images: ImageSet, _ engine: Engine) -> [Int] {
    let classes = classifier.network.classes
    var found: [Int] = []
    classifier.forEachBatch(of: images, engine: engine) { _, count, logits, _ in
      for i in 0..<count { found.append((0..<classes).min { logits[i * classes + $0] < logits[i * classes + $1] }!) }
    }
    return found
  }
}
