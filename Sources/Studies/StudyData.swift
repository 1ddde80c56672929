public import Datasets
import Files
public import Models
import Robustness
import Settings
import Tensors
public import Training

/// The images of a study, split once and used everywhere.
public struct StudyData: Sendable {
  public let name: DatasetName
  public let folder: String
  public let digest: String
  public let classNames: [String]
  /// The classes' names, where the data set's name does not tell them.
  public let ownClassNames: [String]?
  public let normalisation: Normalisation
  /// All training images: what final models are trained on.
  public let training: ImageSet
  /// Training images without those held out: what candidates are trained on.
  public let evolutionTraining: ImageSet
  /// The held-out images: what candidates are scored on.
  public let validation: ImageSet
  public let test: ImageSet
  /// What the user should know of the files.
  public let notes: [String]

  public var classes: Int { classNames.count }

  /// Reads the images and takes the parts that the section asks for, from every class in proportion.
  ///
  /// The parts and the split have the same seed in every study, so that studies of a data set share their images.
  public init(_ section: AuditFile.DataSection) throws {
    let dataset = try Dataset.load(
      section.name, folder: section.folder, withExtra: section.extra ?? false, options: section.options)
    func take(_ count: Int?, _ set: ImageSet, _ key: String) throws -> ImageSet {
      guard let count else { return set }
      guard count <= set.count else {
        throw FileError(
          dataset.folder, at: "dataset.\(key)", "too few images", expected: "\(count)", found: "\(set.count)")
      }
      return set.stratified(count, seed: ImageSet.sharedSeed)
    }
    let available = try take(section.training, dataset.training, "training")
    normalisation =
      try section.normalisation?.normalisation(of: available, folder: dataset.folder) ?? dataset.normalisation
    training = available.with(meanPixel: normalisation.mean)
    test = try take(section.test, dataset.test, "test")
    guard section.validation < training.count else {
      throw FileError(
        dataset.folder, at: "dataset.validation", "too few images", expected: "fewer than \(training.count)",
        found: "\(section.validation)")
    }
    let split = ValidationSplit.indices(
      labels: training.labels, validation: section.validation, seed: ImageSet.sharedSeed)
    evolutionTraining = training.subset(split.training)
    validation = training.subset(split.validation)
    name = section.name
    folder = dataset.folder
    digest = dataset.digest
    notes = dataset.notes
    classNames = dataset.classNames
    ownClassNames = dataset.ownClassNames
  }

  /// Throws a `FileError` where attacks are to lead to a class that the data do not have.
  func requireClass(_ target: Target?) throws {
    do { _ = try target?.classNumber(classes: classes, names: classNames) } catch let error as SettingError {
      throw FileError(
        folder, at: "attack.target", "no such class", expected: error.expected, found: error.found, advice: error.advice
      )
    }
  }

  /// The architecture for these images, as `settings` train it.
  public func network(
    _ architecture: ArchitectureName, _ settings: TrainingSettings
  ) throws -> Network {
    try architecture.network(
      input: training.shape, classes: classes, mean: normalisation.mean,
      standardDeviation: normalisation.standardDeviation, dropout: settings.dropout.map { Float($0) })
  }
}
