public import Tensors

/// The facts about a data set that `dataset inspect` prints.
public struct DatasetSummary: Sendable, Codable, Equatable {
  public var name: String
  public var folder: String
  public var shape: ImageShape
  public var classNames: [String]
  /// The number of images of each class, in the order of the classes.
  public var training: [Int]
  public var test: [Int]
  /// The mean and the deviation of the training images for each channel, in pixel units; of the test images where there are
  /// no others.
  public var measured: Normalisation
  /// The normalisation that models get.
  public var normalisation: Normalisation
  public var digest: String

  enum CodingKeys: String, CodingKey {
    case name, folder, shape, training, test, measured, normalisation
    case classNames = "classes"
    case digest = "sha256"
  }

  public init(_ dataset: Dataset) {
    func counts(_ set: ImageSet) -> [Int] {
      set.labels.reduce(into: [Int](repeating: 0, count: dataset.classes)) { $0[Int($1)] += 1 }
    }
    name = dataset.name.rawValue
    folder = dataset.folder
    shape = dataset.shape
    classNames = dataset.classNames
    training = counts(dataset.training)
    test = counts(dataset.test)
    measured = Normalisation.measured(on: dataset.mainImages)
    normalisation = dataset.normalisation
    digest = dataset.digest
  }
}
