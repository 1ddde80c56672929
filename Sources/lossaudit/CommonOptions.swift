import ArgumentParser
import Checkpoints
import Datasets
import Files
import Foundation
import Losses
import Models
import Studies
import Tensors
import Training

/// Flags that every computing command has.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "Threads to use; results do not depend on their number. (default: all cores that the process may use)",
      valueName: "n"))
  var requestedThreads: Int?

  @Option(
    help: ArgumentHelp(
      "Write the result as JSON to this file; - is standard output, in place of the text.", valueName: "file"))
  var json: String?

  @Flag(help: "Print no progress and no log.")
  var quiet = false

  var threads: Int { requestedThreads ?? UsableCores.count }

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads: expected a number from 1 to 1024, found \(threads)")
    }
  }

  var console: Console { Console(quiet: quiet) }

  /// Writes `value` where `--json` says; `text` goes to standard output where JSON does not.
  func output(_ value: some Encodable, text: @autoclosure () throws -> String) throws {
    guard json != "-" else {
      try Output.result(StableJSON.encode(value))
      return
    }
    let text = try text()
    try attemptAll(
      { try Output.line(text) }, { if let json { try AtomicFile.write(StableJSON.encode(value), to: json) } })
  }

  /// Throws before any work is done where the file of `--json`, or one of `files` or `folders`, could not be written.
  func requireWritable(_ files: String?..., folders: [String?] = []) throws {
    for file in (files + [json == "-" ? nil : json]).compactMap({ $0 }) { try AtomicFile.requireWritable(file) }
    for folder in folders.compactMap({ $0 }) { try AtomicFile.requireWritable(folder, asFolder: true) }
  }
}

/// How networks are computed.
struct EngineOptions: ParsableArguments {
  @Flag(help: "Direct convolution everywhere, no Winograd: slower, for comparisons to the last digits.")
  var precise = false

  var precision: Precision { precise ? .precise : .usual }

  /// The context of a job that stops when the user asks for it, and that shows on `console` how far it is.
  func context(_ common: CommonOptions, _ console: Console) -> JobContext {
    console.context(Engine(threads: common.threads, precision: precision))
  }
}

/// Which data set, and where it lies.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Data set: \(DatasetName.allCases.map(\.rawValue).joined(separator: ", ")). A checkpoint may name its own.",
      valueName: "name"))
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "Folder with the data set's files. (default: the first with files of $LOSSAUDIT_DATA/NAME,"
        + " ~/.cache/lossaudit/NAME, /usr/share/datasets/NAME, fixtures/NAME)", valueName: "folder"))
  var dataDir: String?

  @OptionGroup var reading: ReadingOptions

  func load(_ name: String, withExtra: Bool = false, console: Console) throws -> Dataset {
    let data = try Dataset.load(
      try DatasetName(parsing: name), folder: dataDir, withExtra: withExtra, options: reading.options())
    console.log("\(name) from \(data.folder)")
    for note in data.notes { console.log("note: \(note)") }
    return data
  }

  func loadTest(_ name: String, console: Console) throws -> TestImages {
    let data = try TestImages.load(try DatasetName(parsing: name), folder: dataDir, options: reading.options())
    console.log("\(name) from \(data.folder)")
    for note in data.notes { console.log("note: \(note)") }
    return data
  }
}

/// How the files of a data set are read.
struct ReadingOptions: ParsableArguments {
  @Option(\DatasetOptions.bits) var bits: String?
  @Option(\DatasetOptions.colour) var colour: String?
  @Option(\DatasetOptions.resize) var resize: String?
  @Option(\DatasetOptions.crop) var crop: String?
  @Option(\DatasetOptions.corruption) var corruption: String?
  @Option(\DatasetOptions.severity) var severity: String?

  func options() throws -> DatasetOptions {
    var options = DatasetOptions()
    try set(in: &options)
    return options
  }

  func validate() throws { _ = try options() }
}

/// Training images beyond the training split.
struct ExtraOption: ParsableArguments {
  @Flag(help: "Train on svhn's extra images too, behind those of its training split (1.9 GB of memory).")
  var extra = false

  func validate(for name: DatasetName) throws { try Self.validate(extra, for: name) }

  static func validate(_ extra: Bool, for name: DatasetName) throws {
    guard !extra || name.hasExtra else {
      throw ValidationError("--extra: only svhn has extra images, found \(name.rawValue)")
    }
  }
}

/// A checkpoint, and what it may leave unsaid.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A .safetensors or .safetensors.zst file, from lossaudit or PyTorch.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "Architecture, where the checkpoint does not name it: \(ArchitectureName.patterns.joined(separator: ", ")).",
      valueName: "name"))
  var architecture: String?

  @OptionGroup var data: DataOptions
  @OptionGroup var foreign: ForeignOptions
  @OptionGroup var engine: EngineOptions

  @OptionGroup var limit: LimitOption

  func validate() throws {
    if let architecture { _ = try usage { try ArchitectureName(parsing: architecture) } }
    if let name = data.dataset { _ = try usage { try DatasetName(parsing: name) } }
  }

  /// The model, the images it is asked about, their data set and what is known of it.
  func load(
    console: Console
  ) throws -> (model: ModelFile, images: ImageSet, dataset: String, facts: DatasetFacts) {
    // A data set that only its files describe is read first, for what a foreign checkpoint leaves unsaid.
    let first = try data.dataset.flatMap { name in
      try DatasetName(parsing: name).facts == nil ? try data.loadTest(name, console: console) : nil
    }
    let model = try ModelFile.read(
      checkpoint,
      overrides: .init(
        architecture: architecture, dataset: data.dataset, facts: first?.facts,
        normalisation: foreign.normalisation(), tensors: foreign.tensors()))
    for note in model.notes { console.log("note: \(note)") }
    guard let name = model.dataset else {
      throw FileError(checkpoint, "the metadata does not name the data set", advice: "name it with --dataset")
    }
    let (dataset, order) = try (first ?? data.loadTest(name, console: console))
      .ordered(for: model, at: checkpoint, stated: foreign.statedOrder())
    if let order { console.log("note: \(order)") }
    let test = dataset.images
    guard test.shape == model.classifier.network.input else {
      throw FileError(
        checkpoint, "the model does not take these images", expected: "\(model.classifier.network.input)",
        found: "\(test.shape) in \(name)")
    }
    if let label = test.labels.first(where: { Int($0) >= model.classifier.network.classes }) {
      throw FileError(
        checkpoint, "the model has too few classes", expected: "more than \(label)",
        found: "\(model.classifier.network.classes)")
    }
    let outputs = model.classifier.network.classes
    if outputs > dataset.facts.classes {
      console.log(
        "note: the model has \(outputs) outputs for \(dataset.facts.classes) classes of \(name); chance is that of the data"
      )
    }
    let limit = try limit.value(), images = limit.map { test.prefix($0) } ?? test
    if let limit, limit > test.count {
      console.log("note: --limit \(limit) is more than there is; all \(test.count) test images are used")
    }
    if limit != nil, let shortage = images.classShortage(of: dataset.facts.classNames) {
      console.log("note: \(shortage)")
    }
    return (model, images, name, dataset.facts)
  }

  /// Another model, which has to take the same images for the same classes as one that was loaded.
  func load(
    second path: String, beside first: ModelFile, _ images: ImageSet, _ dataset: String, _ facts: DatasetFacts
  ) throws -> ModelFile {
    let model = try ModelFile.read(
      path,
      overrides: .init(
        architecture: architecture, dataset: data.dataset,
        facts: try DatasetName(parsing: dataset).facts == nil ? facts : nil,
        normalisation: foreign.normalisation(), tensors: foreign.tensors()))
    func require(_ isSame: Bool, _ problem: String, _ expected: String, _ found: String) throws {
      guard !isSame else { return }
      throw FileError(path, problem, expected: "\(expected), as of \(checkpoint)", found: found)
    }
    try require(
      model.dataset == dataset, "the two models are not for the same data set", dataset, model.dataset ?? "none")
    let input = model.classifier.network.input, classes = model.classifier.network.classes
    try require(input == images.shape, "the two models do not take the same images", "\(images.shape)", "\(input)")
    let expected = first.classifier.network.classes
    try require(classes == expected, "the two models do not have the same classes", "\(expected)", "\(classes)")
    if let names = model.classNames {
      try require(
        names.areSameNames(as: facts.classNames), "the two models do not have the same classes",
        facts.classNames.joined(separator: ", "), names.joined(separator: ", "))
    }
    return model
  }
}

/// Takes every step, and throws the first error afterwards: what one file's failure leaves possible is not lost with it.
func attemptAll(_ steps: (() throws -> Void)...) throws {
  var failure: (any Error)?
  for step in steps {
    do { try step() } catch { failure = failure ?? error }
  }
  if let failure { throw failure }
}

/// Refuses a chart's name that promises another format, before any work is done.
func requirePNGName(_ path: String?, of flag: String = "--chart") throws {
  guard let path, !path.hasSuffix(".png") else { return }
  throw ValidationError("\(flag): expected a name ending in .png, found \(path)")
}
