/// The two parts of a data set.
enum DatasetSplit {
  case training
  case test
}

extension DatasetName {
  /// The images of one split from its files in `folder`. The files of the other split are not read.
  ///
  /// The facts of the data set must be known before its files are read, so it cannot be `folder`.
  func images(of split: DatasetSplit, in folder: String, withExtra: Bool = false) throws -> ImageSet {
    switch self {
    case .fashionMNIST:
      try IDX.images(of: split, folder: folder, archive: "FashionMNIST", classes: 10, advice: advice)
    case .mnist: try IDX.images(of: split, folder: folder, archive: "MNIST", classes: 10, advice: advice)
    case .cifar10: try CIFARBinary.cifar10.images(of: split, folder: folder, advice: advice)
    case .cifar100: try CIFARBinary.cifar100.images(of: split, folder: folder, advice: advice)
    case .svhn: try SVHN.images(of: split, folder: folder, withExtra: withExtra, advice: advice)
    case .folder: preconditionFailure("its training images tell what the test images are")
    }
  }

  /// The test images that `options` name, from the data set's files or those of a corruption.
  ///
  /// The notes are what the user should know of the files.
  func testImages(in folder: String, _ options: DatasetOptions) throws -> (images: ImageSet, notes: [String]) {
    guard let corruption = try options.corruptionInForce() else { return (try images(of: .test, in: folder), []) }
    return try CorruptedImages.read(corruption, of: self, in: folder, options: options)
  }
}
