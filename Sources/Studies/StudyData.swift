public import Datasets
import Files
public import Models
import Robustness
import Settings
import Tensors
public import Training

/// The images of a study, split once and used everywhere, and the models that it is given.
public struct StudyData: Sendable {
  /// SHA-256 of all images that were read.
  public let digest: String
  public let normalisation: Normalisation
  /// All training images: what final models are trained on. There are none where nothing is trained.
  public let training: ImageSet
  /// Training images without those held out: what candidates are trained on.
  public let evolutionTraining: ImageSet
  /// The held-out images: what candidates are scored on.
  public let validation: ImageSet
  /// The test images, with labels that count the outputs of the models.
  var tests: TestImages
  var given: [GivenModel] = []
  /// What is to be said of the order of the given models' classes.
  var orderNote: String?

  public var name: DatasetName { tests.name }
  public var folder: String { tests.folder }
  public var test: ImageSet { tests.images }
  /// What the user should know of the files.
  public var notes: [String] { tests.notes }
  /// The names of the models' outputs. They may be more than the classes of the images.
  public var classNames: [String] { tests.facts.classNames }
  /// The classes' names, where the data set's name does not tell them.
  public var ownClassNames: [String]? { tests.ownClassNames }
  public var classes: Int { tests.facts.classes }

  /// The data and the given models of an audit.
  init(_ audit: AuditFile) throws {
    for entry in audit.checkpoints { try ModelFile.requireFile(entry.file) }
    try self.init(audit.dataset, trains: audit.trains)
    try takeModels(of: audit)
  }

  /// Reads the images and takes the parts that the section asks for, from every class in proportion.
  ///
  /// The parts and the split have the same seed in every study, so that studies of a data set share their images. Where
  /// nothing is trained, the test images alone are read.
  public init(_ section: AuditFile.DataSection, trains: Bool = true) throws {
    let dataset =
      try trains
      ? Dataset.load(
        section.name, folder: section.folder, withExtra: section.extra ?? false, options: section.options) : nil
    let all =
      try dataset?.testImages
      ?? TestImages.load(section.name, folder: section.folder, options: section.options)
    func require(_ count: Int?, of set: ImageSet, _ key: String) throws {
      guard let count, count > set.count else { return }
      throw FileError(all.folder, at: "dataset.\(key)", "too few images", expected: "\(count)", found: "\(set.count)")
    }
    digest = dataset?.digest ?? all.images.digest
    try require(section.test, of: all.images, "test")
    tests = section.test.map { all.stratified($0, seed: ImageSet.sharedSeed) } ?? all
    guard let dataset else {
      normalisation = all.facts.normalisation
      (training, evolutionTraining, validation) = (all.images.prefix(0), all.images.prefix(0), all.images.prefix(0))
      return
    }
    try require(section.training, of: dataset.training, "training")
    let available =
      section.training.map { dataset.training.stratified($0, seed: ImageSet.sharedSeed) } ?? dataset.training
    normalisation =
      try section.normalisation?.normalisation(of: available, folder: dataset.folder) ?? dataset.normalisation
    training = available.with(meanPixel: normalisation.mean)
    guard section.validation < training.count else {
      throw FileError(
        dataset.folder, at: "dataset.validation", "too few images", expected: "fewer than \(training.count)",
        found: "\(section.validation)")
    }
    let split = ValidationSplit.indices(
      labels: training.labels, validation: section.validation, seed: ImageSet.sharedSeed)
    evolutionTraining = training.subset(split.training)
    validation = training.subset(split.validation)
  }

  /// Throws a `FileError` where attacks are to lead to a class that the data do not have.
  func requireClass(_ target: Target?) throws {
    do { _ = try target?.classNumber(classes: classNames.count, names: classNames) } catch let error as SettingError {
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
