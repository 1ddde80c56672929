import Files

extension TestImages {
  /// The same images with labels that count `names`, which `source` gives: the order of a model's outputs.
  ///
  /// Names that the data has no class for are welcome. Throws a `FileError` for a class that is not among `names`, and for
  /// a name that stands there twice.
  public func ordered(as names: [String], source: String) throws -> TestImages {
    // Names are told apart by their bytes.
    var places: [[UInt8]: Int] = [:]
    for (place, name) in names.enumerated() where places.updateValue(place, forKey: Array(name.utf8)) != nil {
      throw FileError(source, "a class stands twice", expected: "different names", found: name)
    }
    guard names.count <= 256 else {
      throw FileError(source, "there are too many classes", expected: "at most 256", found: "\(names.count)")
    }
    if facts.isNumbered { return try named(names, source: source) }
    let labels = try facts.classNames.map { name in
      guard let place = places[Array(name.utf8)] else {
        throw FileError(
          source, "a class of the data is missing", expected: "\(name), as in \(folder)",
          found: names.prefix(10).joined(separator: ", "),
          advice: NearestName.of(name, in: names).map { "is it \($0)?" })
      }
      return UInt8(place)
    }
    var facts = DatasetFacts(shape: facts.shape, classNames: names, normalisation: facts.normalisation)
    facts.labels = labels.map { Int($0) }
    return TestImages(
      name: self.name, folder: folder, facts: facts, images: images.relabelled { labels[Int($0)] }, notes: notes)
  }

  /// The same images with `names` for classes that had numbers. The labels stay.
  private func named(_ names: [String], source: String) throws -> TestImages {
    guard names.count >= facts.classes else {
      throw FileError(
        source, "there are more classes than names", expected: "\(facts.classes), as in \(folder)",
        found: "\(names.count)")
    }
    var facts = DatasetFacts(shape: facts.shape, classNames: names, normalisation: facts.normalisation)
    facts.labels = self.facts.labels
    return TestImages(name: name, folder: folder, facts: facts, images: images, notes: notes)
  }
}
