public import Datasets
import Files
import Models

extension TestImages {
  /// The images with labels that count the outputs of `model`, which is at `checkpoint`, where something says their order.
  ///
  /// `stated` are the classes in that order, and where they are stated. Without them the model's own names count. The note
  /// says what was done, or what may be wrong.
  public func ordered(
    for model: ModelFile, at checkpoint: String, stated: (names: [String], source: String)?
  ) throws -> (TestImages, note: String?) {
    let outputs = model.classifier.network.classes
    if let stated {
      guard stated.names.count == outputs else {
        throw FileError(
          stated.source, "not a name for each output of \(checkpoint)", expected: "\(outputs) lines",
          found: "\(stated.names.count)")
      }
      return (try ordered(as: stated.names, source: stated.source), nil)
    }
    guard let own = ownClassNames else { return (self, nil) }
    guard let names = model.classNames else {
      guard let places = NaturalOrder.places(of: own) else { return (self, nil) }
      let natural = own.indices.sorted { places[$0] < places[$1] }.map { own[$0] }
      return (
        self,
        "the classes are in the order of their names' bytes: \(Self.few(own)); where the model has them in natural order"
          + " (\(Self.few(natural))), say so with --classes FILE, or dataset.classes"
          + " in an audit file"
      )
    }
    // Labels count folders: one more or less would shift them.
    let odd = names.first { name in !own.contains { $0.isSameName(as: name) } }
    guard odd == nil, names.count == own.count else {
      throw FileError(
        folder, "the classes are not the model's",
        expected: odd.map { "\($0) among them" } ?? "\(names.count), as in \(checkpoint)",
        found: odd == nil ? "\(own.count)" : own.joined(separator: ", "))
    }
    guard !names.areSameNames(as: own) else { return (self, nil) }
    return (
      try ordered(as: names, source: "\(checkpoint): metadata class_names"),
      "the classes are taken in the model's order, as its class_names say: \(Self.few(names))"
    )
  }

  private static func few(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }
}
