public import Datasets
public import Models
import Statistics

/// Another order of the classes that explains a model's answers far better than the order of the labels.
///
/// It is found on every second image of each class and judged on the others, so that no order fits by luck.
struct Relabelling: Equatable {
  /// For each label the output that answers it; `nil` where there is none left.
  let outputs: [Int?]
  /// Of the images that judge: right with the labels as they are, and in the other order.
  let now: Accuracy
  let then: Accuracy
  private let judged: Int

  /// `nil` where no other order is better by ten points and by more than the intervals of both.
  init?(labels: [UInt8], answers: [Int], classes: Int) {
    var counts: [SIMD2<Int>: Int] = [:], seen = [Int](repeating: 0, count: 256), judges: [Int] = []
    for (i, label) in labels.enumerated() {
      seen[Int(label)] += 1
      if seen[Int(label)] % 2 == 0 { judges.append(i) } else { counts[[Int(label), answers[i]], default: 0] += 1 }
    }
    var outputs = [Int?](repeating: nil, count: max(classes, (labels.max().map { Int($0) + 1 }) ?? 0))
    var taken = Set<Int>()
    // The commonest pairs first; of equal ones the lower label.
    for (pair, _) in counts.sorted(by: { ($1.value, $0.key.x, $0.key.y) < ($0.value, $1.key.x, $1.key.y) })
    where outputs[pair.x] == nil && taken.insert(pair.y).inserted { outputs[pair.x] = pair.y }
    func accuracy(_ output: (Int) -> Int?) -> Accuracy {
      Accuracy(correct: judges.count { output(Int(labels[$0])) == answers[$0] }, total: judges.count)
    }
    now = accuracy { $0 }
    then = accuracy { outputs[$0] }
    self.outputs = outputs
    judged = judges.count
    guard then.accuracy - now.accuracy >= 0.1, then.interval.lower > now.interval.upper else { return nil }
  }

  /// The hint for the user, who knows the classes by `names`.
  func hint(names: [String]?) -> String {
    let found = outputs.enumerated().compactMap { label, output in output.map { (label: label, output: $0) } }
    func name(_ label: Int) -> String { names.flatMap { $0.indices.contains(label) ? $0[label] : nil } ?? "\(label)" }
    let gain = "\(then.correct) of \(judged) images would be right, now \(now.correct)"
    let places = names.flatMap { NaturalOrder.places(of: $0) }
    let meaning: String
    if let places, found.allSatisfy({ places.indices.contains($0.label) && places[$0.label] == $0.output }) {
      meaning =
        "the model numbers the classes in natural order (1, 2, …, 10), the data in the order of bytes (1, 10, 2, …)"
    } else if let first = found.first, found.allSatisfy({ $0.output - $0.label == first.output - first.label }) {
      meaning = "the model's outputs are shifted by \(first.output - first.label) against the labels"
    } else {
      let moved = found.filter { $0.label != $0.output }
      meaning =
        "the model has the classes in another order: "
        + moved.prefix(5).map { "output \($0.output) is class \(name($0.label))" }.joined(separator: ", ")
        + (moved.count > 5 ? ", … \(moved.count - 5) more" : "")
    }
    return
      "another order of the classes fits far better (\(gain)): \(meaning); say the model's order with --classes FILE, or"
      + " dataset.classes in an audit file"
  }
}

extension Classifier {
  /// Another order of the classes that fits the model's answers far better, in words for the user, who knows the classes
  /// by `names`; `nil` where there is none.
  public func orderHint(on images: ImageSet, names: [String], engine: Engine) -> String? {
    let answers = CleanPass(self, on: images, engine: engine).answers
    return Relabelling(labels: images.labels, answers: answers, classes: network.classes)?.hint(names: names)
  }
}
