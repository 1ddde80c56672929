import Checkpoints
public import Datasets
import Files
import Foundation
public import Losses
public import Models
import Tensors

/// A classifier with all that an audit needs to know about it: what a model's checkpoint holds.
///
/// The tensors are the network's alone, under PyTorch's names; the rest is in the metadata: `architecture`, `dataset`,
/// `mean` and `std` (JSON, pixel units), `classes`, `input` (JSON), `loss`, `label_smoothing`, `seed`, `training` and
/// `history` (JSON), and `class_names` (JSON) where the data set's name does not tell them; of a model that was trained
/// here also `reading` (JSON), where its images were read in an own way, and `made_from` (JSON), all that decided its bytes.
public struct ModelFile: Sendable {
  public var classifier: Classifier
  /// `nil` of a model whose file has its own graph.
  public var architecture: ArchitectureName?
  public var dataset: String?
  public var normalisation: Normalisation
  /// The loss the model was trained with, where it is known.
  public var loss: Loss?
  public var seed: UInt64?
  public var settings: TrainingSettings?
  public var history: [EpochRecord]
  /// The classes' names, where the data set's name does not tell them.
  public var classNames: [String]?
  /// How the images of its training were read; `nil` for the usual way, and of a model from elsewhere.
  public var reading: DatasetOptions?
  /// What was done to tensors from elsewhere so that they fit, in words for the user.
  public internal(set) var notes: [String] = []
  /// All that decided the bytes of a training; `nil` of a model from elsewhere.
  var madeFrom: Identity?

  public init(
    classifier: Classifier, architecture: ArchitectureName, dataset: String?, normalisation: Normalisation, loss: Loss?,
    seed: UInt64?, settings: TrainingSettings?, history: [EpochRecord], classNames: [String]? = nil,
    reading: DatasetOptions = .usual
  ) {
    self.classifier = classifier
    self.architecture = architecture
    self.dataset = dataset
    self.normalisation = normalisation
    self.loss = loss
    self.seed = seed
    self.settings = settings
    self.history = history
    self.classNames = classNames
    self.reading = reading == .usual ? nil : reading
  }

  /// Writes the model under a seal, atomically; the bytes depend on the values alone.
  public func write(to path: String) throws { try checkpoint().sealed.write(to: path) }

  func checkpoint() throws -> Checkpoint {
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try StableJSON.encode(value, pretty: false).dropLast(), as: UTF8.self)
    }
    var metadata = [
      "mean": try json(normalisation.mean),
      "std": try json(normalisation.standardDeviation), "classes": "\(classifier.network.classes)",
      "input": try json(classifier.network.input), "history": try json(history),
    ]
    metadata["architecture"] = architecture?.description
    metadata["dataset"] = dataset
    metadata["loss"] = loss?.name
    metadata["label_smoothing"] = loss.map { "\($0.labelSmoothing)" }
    metadata["class_names"] = try classNames.map(json)
    metadata["reading"] = try reading.map(json)
    metadata["seed"] = seed.map { "\($0)" }
    metadata["training"] = try settings.map(json)
    metadata["made_from"] = try madeFrom.map(json)
    return Checkpoint(tensors: classifier.weights.namedTensors, metadata: metadata)
  }

  /// No image has more pixels on a side; beyond it, sizes of feature maps would overflow.
  private static let largestSide = 65_536

  /// What a foreign checkpoint may leave unsaid.
  public struct Overrides: Sendable {
    public var architecture: String?
    public var dataset: String?
    public var loss: Loss?
    /// Those of the data set, where only its files know them.
    public var facts: DatasetFacts?
    /// In place of the metadata's or the data set's.
    public var normalisation: StatedNormalisation?
    /// The test images, where they are read already: what a measured normalisation is of.
    public var images: ImageSet?
    public var tensors: TensorChanges

    public init(
      architecture: String? = nil, dataset: String? = nil, loss: Loss? = nil, facts: DatasetFacts? = nil,
      normalisation: StatedNormalisation? = nil, images: ImageSet? = nil, tensors: TensorChanges = .none
    ) {
      self.architecture = architecture
      self.dataset = dataset
      self.loss = loss
      self.facts = facts
      self.normalisation = normalisation
      self.images = images
      self.tensors = tensors
    }
  }

  /// Reads and verifies a model; `overrides` win over the metadata.
  ///
  /// Throws a `FileError` that names what is missing and the flag that supplies it.
  public static func read(_ path: String, overrides: Overrides = Overrides()) throws -> ModelFile {
    if isONNX(path) { return try ModelFile(onnx: path, overrides: overrides) }
    return try ModelFile(Checkpoint.read(path), path: path, overrides: overrides)
  }

  init(_ checkpoint: Checkpoint, path: String, overrides: Overrides) throws {
    let metadata = checkpoint.metadata
    let passedOver = try ModelMetadata.require(metadata, path: path, givesNormalisation: overrides.normalisation != nil)
    func decode<Value: Decodable>(_ type: Value.Type, _ key: String) throws -> Value? {
      try metadata[key].map { try StableJSON.decode(type, from: Data($0.utf8), path: "\(path): metadata \(key)") }
    }
    /// An error about a value that stands in the file names the file.
    func inFile<Value>(_ key: String? = nil, _ body: () throws -> Value) throws -> Value {
      do { return try body() } catch var error as FileError {
        error.place = [key.map { "metadata \($0)" }, error.path, error.place].compactMap { $0 }.joined(separator: ": ")
        error.path = path
        throw error
      }
    }
    guard let architectureName = overrides.architecture ?? metadata["architecture"] else {
      throw FileError(
        path, "the metadata does not name the architecture",
        advice: "name it with --architecture, for example all-cnn-c")
    }
    let architecture =
      overrides.architecture == nil
      ? try inFile("architecture") { try ArchitectureName(parsing: architectureName) }
      : try ArchitectureName(parsing: architectureName)
    dataset = overrides.dataset ?? metadata["dataset"]
    let known = overrides.facts ?? dataset.flatMap { try? DatasetName(parsing: $0) }?.facts
    guard let input = try decode(ImageShape.self, "input") ?? known?.shape else {
      throw FileError(
        path, dataset == nil ? "the metadata does not name the data set" : "unknown data set \(dataset!)",
        advice: "name it with --dataset, for example fashion-mnist")
    }
    guard [input.height, input.width, input.channels].allSatisfy((1...Self.largestSide).contains) else {
      throw FileError(
        path, at: "metadata input", "not the shape of an image", expected: "1 to \(Self.largestSide) on each side",
        found: "\(input)")
    }
    let mean = try decode([Float].self, "mean"), deviation = try decode([Float].self, "std")
    if let given = overrides.normalisation {
      normalisation = try given.normalisation(
        channels: input.channels, dataset: dataset, images: overrides.images, path: path)
    } else if let mean, let deviation {
      normalisation = Normalisation(mean: mean, standardDeviation: deviation)
    } else if let known {
      normalisation = known.normalisation
    } else {
      throw FileError(
        path, "the metadata has no mean and std, and the data set is unknown",
        advice: "name a known data set with --dataset, for example fashion-mnist")
    }
    guard normalisation.standardDeviation.allSatisfy({ $0 > 0 && $0.isFinite }),
      normalisation.mean.allSatisfy(\.isFinite)
    else {
      throw FileError(path, at: "metadata std", "not a normalisation", expected: "finite means, deviations above 0")
    }
    settings = try decode(TrainingSettings.self, "training")
    self.architecture = architecture
    let normalisation = normalisation
    let dropout = architecture.takesDropout ? settings?.dropout.map { Float($0) } : nil
    func network(classes: Int) throws -> Network {
      try inFile {
        try architecture.network(
          input: input, classes: classes, mean: normalisation.mean, standardDeviation: normalisation.standardDeviation,
          dropout: dropout)
      }
    }
    // The number of classes is the last layer's: any number serves to learn that layer's name.
    let usualClasses = known?.classNames.count ?? 10
    let usual = try network(classes: usualClasses).layout
    var foreign = try ForeignTensors(checkpoint, path: path, overrides.tensors)
    try foreign.stripPrefix(for: usual.tensors.map(\.name))
    let last = usual.tensors.last { $0.role == .weight }!.name
    let network = try network(classes: foreign.named[last]?.shape.first ?? usualClasses)
    let all = foreign
    let tensors = try foreign.fitted(to: network.layout) { misfit in
      let actual = ArchitectureName.of(all, input: input)
      return misfit.error(path, architecture: architecture, actual: actual == architecture ? nil : actual)
    }
    notes = passedOver + foreign.notes
    if mean == nil || deviation == nil {
      notes.append(
        normalisation.note(source: overrides.normalisation == nil ? "is usual for the data set" : "was stated"))
    }
    classifier = Classifier(
      network: network, weights: try Weights(layout: network.layout, tensors: tensors, path: path))
    loss =
      try overrides.loss
      ?? metadata["loss"].map { name in
        let smoothing = try decode(Double.self, "label_smoothing") ?? 0
        return try inFile("loss") { try Loss(parsing: name, labelSmoothing: smoothing) }
      }
    reading = try decode(DatasetOptions.self, "reading")
    seed = metadata["seed"].flatMap(UInt64.init)
    history = try decode([EpochRecord].self, "history") ?? []
    classNames = try decode([String].self, "class_names")
    // What is none of ours does not matter to who only reads the model.
    madeFrom = try? decode(Identity.self, "made_from")
  }
}
