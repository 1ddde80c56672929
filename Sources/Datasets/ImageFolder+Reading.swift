import Files
import Foundation
import Tensors

extension ImageFolder {
  /// Reads the test images, and the training images too: they are measured in any case,
  /// and kept where `use` says so. Where there are none, the test images are measured.
  static func read(
    _ folder: String, options: DatasetOptions, training use: FolderContent.TrainingUse, advice: String
  ) throws -> FolderContent {
    let files = try ImageFolder(folder, advice: advice)
    guard files.training != nil || use != .required else {
      throw FileError(folder, "a folder of the data set is missing", expected: "train", advice: advice)
    }
    var reader = FolderReader(options: options)
    let training = try files.training.flatMap { use == .measured ? nil : try files.images(of: $0, &reader) }
    var measured: (labels: Set<UInt8>, normalisation: Normalisation)?
    if let training {
      measured = (Set(training.labels), .measured(on: training))
    } else if let train = files.training {
      measured = try files.measured(train, &reader)
    }
    if let measured { try files.require(measured.labels, measured.normalisation) }
    let test = try files.images(of: files.test, &reader)
    let normalisation = measured?.normalisation ?? .measured(on: test)
    if measured == nil { try files.require(nil, normalisation) }
    var notes = files.training == nil ? [FolderContent.noTraining] : []
    if !files.passedOver.isEmpty {
      notes.append("passed over, since the test images are those of \(files.test): \(files.passedOver.listed())")
    }
    return FolderContent(
      facts: DatasetFacts(shape: test.shape, classNames: files.classNames, normalisation: normalisation),
      training: training, test: test, notes: notes + reader.notes)
  }

  /// All images of a split.
  private func images(of split: String, _ reader: inout FolderReader) throws -> ImageSet {
    let count = try files(of: split).reduce(0) { $0 + $1.names.count }
    var collector = ImageCollector(count: count, of: split)
    try forEach(in: split, &reader) { try collector.append($0, $1) }
    guard let images = collector.images() else { throw Self.noImages(split) }
    return images
  }

  /// The labels that a split has, and mean and deviation of its pixels. No image is kept.
  private func measured(
    _ split: String, _ reader: inout FolderReader
  ) throws -> (labels: Set<UInt8>, normalisation: Normalisation) {
    var labels: Set<UInt8> = [], histogram: PixelHistogram?
    try forEach(in: split, &reader) { picture, label in
      labels.insert(label)
      if histogram == nil { histogram = PixelHistogram(channels: picture.shape.channels) }
      histogram?.add(picture.pixels)
    }
    guard let histogram else { throw Self.noImages(split) }
    return (labels, histogram.normalisation)
  }

  /// Throws where a class is not among the `labels` of the training images, and where one channel has no contrast.
  private func require(_ labels: Set<UInt8>?, _ normalisation: Normalisation) throws {
    let split = training ?? test
    if let labels, let empty = classNames.indices.first(where: { !labels.contains(UInt8($0)) }) {
      throw FileError("\(split)/\(classNames[empty])", "the class has no images", expected: "PNG or JPEG files")
    }
    try normalisation.requireContrast(of: split)
  }

  private static func noImages(_ split: String) -> FileError {
    FileError(split, "there are no images", expected: "\(split)/CLASS/*.png or *.jpg")
  }

  /// Calls `body` with each image of a split. One of them is held at a time.
  private func forEach(
    in split: String, _ reader: inout FolderReader, _ body: (Picture, UInt8) throws -> Void
  ) throws {
    for (label, folder, names) in try files(of: split) {
      for name in names { try body(reader.read("\(folder)/\(name)"), label) }
    }
  }
}
