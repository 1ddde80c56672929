import Files

/// Images and labels as NumPy arrays, which are known by their names.
enum ImageArrays {
  private static let test = [("x_test", "y_test"), ("test_images", "test_labels"), ("images", "labels"), ("x", "y")]
  private static let training = [("x_train", "y_train"), ("train_images", "train_labels")]

  /// Reads the test images of `files`, and the training images where there are some: they are measured in any
  /// case, and kept where `use` says so. Where there are none, the test images are measured.
  static func read(
    _ files: ArrayFiles, options: DatasetOptions, training use: FolderContent.TrainingUse
  ) throws -> FolderContent {
    guard options.bits == nil else {
      throw FileError(
        "bits", "arrays of images have no 16-bit samples", expected: "a folder of PNG files", found: files.place)
    }
    guard let test = try pair(test, in: files) else { throw unknown(files) }
    let train = try pair(training, in: files)
    guard train != nil || use != .required else {
      throw FileError(
        files.place, "there are no training images", expected: names(training),
        found: files.names.listed())
    }
    let testImages = try ImageArray(test.images),
      testLabels = try test.labels.labels(count: testImages.count, of: test.images)
    var labels = testLabels, trained: ImageSet?, measured: Normalisation?
    if let train {
      let images = try ImageArray(train.images), own = try train.labels.labels(count: images.count, of: train.images)
      if use != .measured {
        let set = try images.images(0..<images.count, labels: own, options: options)
        (trained, measured) = (set, .measured(on: set))
      } else {
        measured = try images.normalisation(options)
      }
      labels += own
    }
    let set = try testImages.images(0..<testImages.count, labels: testLabels, options: options)
    var content = try FolderContent(
      numbered: set, training: trained, measured: measured, labels: labels, place: files.place)
    content.notes += files.notes + passedOver(files, beside: test.names + (train?.names ?? []))
    return content
  }

  /// The note for arrays that are not read, such as others that could be the test images.
  private static func passedOver(_ files: ArrayFiles, beside used: [String]) -> [String] {
    let others = files.names.filter { name in !used.contains { $0.isSameName(as: name) } }
    guard !others.isEmpty else { return [] }
    return ["arrays that are passed over, beside \(used.joined(separator: ", ")): \(others.listed())"]
  }

  private static func pair(
    _ names: [(images: String, labels: String)], in files: ArrayFiles
  ) throws -> (names: [String], images: NumPyArray, labels: NumPyArray)? {
    for name in names {
      guard let images = try files.array(like: name.images) else { continue }
      guard let labels = try files.array(like: name.labels) else {
        throw FileError(
          files.place, "the labels of \(name.images) are missing", expected: name.labels,
          found: files.names.listed())
      }
      return ([images.name, labels.name], images.array, labels.array)
    }
    return nil
  }

  private static func names(_ pairs: [(String, String)]) -> String {
    pairs.map { "\($0) and \($1)" }.joined(separator: ", or ")
  }

  private static func unknown(_ files: ArrayFiles) -> FileError {
    let isCorrupted = files.names.contains("labels") && files.names.count > 1
    return FileError(
      files.place, "no array is known by its name as test images", expected: names(test),
      found: files.names.isEmpty ? "none" : files.names.listed(most: 24),
      advice: isCorrupted ? "for data in the layout of CIFAR-10-C, name one with --corruption NAME --severity 1" : nil)
  }
}
