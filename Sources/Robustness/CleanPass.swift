import Datasets
import Models
import Tensors

/// What a model makes of images that nobody attacks.
struct CleanPass: Sendable, Equatable {
  /// Whether each image is classified as its label says.
  private(set) var isRight: [Bool] = []
  /// The model's confidence in each answer.
  private(set) var confidence: [Double] = []
  /// Images with an output that is infinite or not a number.
  private(set) var notFinite = 0
  /// The class that the model gives each image.
  private(set) var answers: [Int] = []
  /// What the model says of each image.
  private(set) var replies: [Reply] = []
  /// The class that every image is put in, where they all are in one.
  private(set) var onlyClass: Int?

  init(_ classifier: Classifier, on images: ImageSet, engine: Engine) {
    let classes = classifier.network.classes
    classifier.forEachBatch(of: images, engine: engine) { _, count, logits, labels in
      for i in 0..<count {
        let row = logits + i * classes
        confidence.append(Classifier.confidence(row, classes: classes))
        isRight.append(Classifier.isCorrect(row, classes: classes, label: labels[i]))
        if !(0..<classes).allSatisfy({ row[$0].isFinite }) { notFinite += 1 }
        answers.append(LogitRanks(row, classes)[0])
        replies.append(Reply(row, classes: classes, label: Int(labels[i]), change: 0))
      }
    }
    let found = Set(answers)
    if found.count == 1, Set(images.labels).count > 1 { onlyClass = found.first }
  }

  /// The same of the images at `places` alone, but for what is said of all.
  func subset(_ places: [Int]) -> CleanPass {
    var part = self
    part.isRight = places.map { isRight[$0] }
    part.confidence = places.map { confidence[$0] }
    part.answers = places.map { answers[$0] }
    part.replies = places.map { replies[$0] }
    return part
  }

  /// In words, what no figure of the audit would say.
  var notes: [String] {
    var notes: [String] = []
    if notFinite > 0 {
      notes.append(
        "\(notFinite) of \(isRight.count) images have outputs that are infinite or not numbers; the model is broken there"
      )
    } else if let onlyClass {
      notes.append(
        "without attack the model puts every image into class \(onlyClass): it tells nothing apart, and its accuracy is "
          + "the share of that class")
    }
    return notes
  }
}
