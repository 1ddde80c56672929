import Files
public import Models

/// Another model of the same images, such as one that was trained alike but for its loss.
///
/// Images that break it are tried on the audited model. A loss that only hides its gradient does not help against images
/// that were found without it (Papernot et al. 2016).
public struct Sibling: Sendable {
  public let name: String
  let classifier: Classifier

  public init(_ classifier: Classifier, name: String) {
    self.classifier = classifier
    self.name = name
  }

  /// The model, which has to take the images and to know the classes that `other` does.
  func classifier(for other: Classifier, draws: Int) throws -> Classifier {
    let own = classifier.network, theirs = other.network
    guard own.input == theirs.input, own.classes == theirs.classes else {
      throw FileError(
        name, "images cannot be transferred from this model",
        expected: "one for \(theirs.input) and \(theirs.classes.counted("class", "classes"))",
        found: "\(own.input) and \(own.classes.counted("class", "classes"))")
    }
    var classifier = classifier
    classifier.draws.count = draws
    return classifier
  }
}
