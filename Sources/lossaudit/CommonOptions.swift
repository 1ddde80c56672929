public import ArgumentParser
import Checkpoints
import Datasets
import Files
import Foundation
public import LossEvolution
public import Losses
public import Models
import Robustness
import Studies
import Tensors
import Training

/// Flags that every computing command has.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "Threads to use; results do not depend on their number. (default: all cores)", valueName: "n"))
  var requestedThreads: Int?

  @Option(
    help: ArgumentHelp(
      "Write the result as JSON to this file; - is standard output, in place of the text.", valueName: "file"))
  var json: String?

  @Flag(help: "Print no progress and no log.")
  var quiet = false

  var threads: Int { requestedThreads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads: expected a number from 1 to 1024, found \(threads)")
    }
  }

  var console: Console { Console(quiet: quiet) }
  var pool: WorkerPool { WorkerPool(threads: threads) }

  /// Writes `value` where `--json` says; `text` goes to standard output where JSON does not.
  func output(_ value: some Encodable, text: @autoclosure () throws -> String) throws {
    guard json != "-" else {
      FileHandle.standardOutput.write(try StableJSON.encode(value))
      return
    }
    if let json { try AtomicFile.write(StableJSON.encode(value), to: json) }
    print(try text())
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

  func load(_ name: String, withExtra: Bool = false, console: Console) throws -> Dataset {
    let data = try Dataset.load(try DatasetName(parsing: name), folder: dataDir, withExtra: withExtra)
    console.log("\(name) from \(data.folder)")
    return data
  }
}

/// Training images beyond the training split.
struct ExtraOption: ParsableArguments {
  @Flag(help: "Train on svhn's extra images too, behind those of its training split (1.9 GB of memory).")
  var extra = false

  func validate(for name: DatasetName) throws {
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

  @Option(help: ArgumentHelp("Use the first N test images. (default: all)", valueName: "n"))
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit: expected a number from 1, found \(limit)") }
    if let architecture { _ = try usage { try ArchitectureName(parsing: architecture) } }
    if let name = data.dataset { _ = try usage { try DatasetName(parsing: name) } }
  }

  func load(console: Console) throws -> (model: ModelFile, images: ImageSet, dataset: String) {
    // A data set that only its files describe is read first, for what a foreign checkpoint leaves unsaid.
    let first = try data.dataset.flatMap { name in
      try DatasetName(parsing: name).facts == nil ? try data.load(name, console: console) : nil
    }
    let model = try ModelFile.read(
      checkpoint, overrides: .init(architecture: architecture, dataset: data.dataset, facts: first?.facts))
    guard let name = model.dataset else {
      throw FileError(checkpoint, "the metadata does not name the data set", advice: "name it with --dataset")
    }
    let dataset = try first ?? data.load(name, console: console)
    let test = dataset.test
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
    // Labels count folders: one more or less would shift them.
    if let classNames = model.classNames, let own = dataset.ownClassNames, classNames != own {
      let odd = classNames.first { !own.contains($0) }
      throw FileError(
        dataset.folder, "the classes are not the model's",
        expected: odd.map { "\($0) among them" } ?? "\(classNames.count), as in \(checkpoint)",
        found: odd == nil ? "\(own.count)" : own.joined(separator: ", "))
    }
    let images = limit.map { test.prefix($0) } ?? test
    if limit != nil, let shortage = images.classShortage(of: dataset.classes) { console.log("note: \(shortage)") }
    return (model, images, name)
  }
}

/// How a network is trained.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Images in one step.", valueName: "n")) var batchSize = 128
  @Option(help: ArgumentHelp("Learning rate at the start.", valueName: "rate")) var learningRate = 0.05
  @Option(help: ArgumentHelp("Momentum of SGD, from 0 up to, not including, 1.", valueName: "m")) var momentum = 0.9
  @Option(help: ArgumentHelp("Weight decay, on every weight as in PyTorch.", valueName: "decay")) var weightDecay = 1e-4
  @Option(
    help: ArgumentHelp(
      "Epochs, counted from 1, after which the learning rate falls, such as 7,9. (default: none)",
      valueName: "epochs"))
  var dropAfter: String?
  @Option(help: ArgumentHelp("What the learning rate is multiplied by then.", valueName: "factor")) var dropFactor = 0.1
  @Flag(help: "Mirror training images at random.") var horizontalFlip = false
  @Option(
    help: ArgumentHelp(
      "Pad training images with this many black pixels on every side and cut them at random.", valueName: "pixels"))
  var cropPadding = 0
  @Option(help: ArgumentHelp("How the weights are drawn at the start.", valueName: "name"))
  var initialisation = Weights.Initialisation.he
  @Flag(help: "Divide a TaylorGLO loss so that it pulls as hard as cross-entropy before training.")
  var normaliseScale = false

  func settings(epochs: Int) throws -> TrainingSettings {
    guard epochs >= 1 else { throw ValidationError("--epochs: expected a number from 1, found \(epochs)") }
    guard batchSize >= 1 else { throw ValidationError("--batch-size: expected a number from 1, found \(batchSize)") }
    guard learningRate > 0, learningRate.isFinite else {
      throw ValidationError("--learning-rate: expected a number above 0, found \(learningRate)")
    }
    guard momentum >= 0, momentum < 1 else {
      throw ValidationError("--momentum: expected a number from 0 up to, not including, 1, found \(momentum)")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw ValidationError("--weight-decay: expected a number from 0, found \(weightDecay)")
    }
    guard dropFactor > 0, dropFactor.isFinite else {
      throw ValidationError("--drop-factor: expected a number above 0, found \(dropFactor)")
    }
    guard (0...64).contains(cropPadding) else {
      throw ValidationError("--crop-padding: expected a number from 0 to 64, found \(cropPadding)")
    }
    let drops = try (dropAfter?.split(separator: ",", omittingEmptySubsequences: false) ?? []).map { text in
      guard let epoch = Int(text), epoch > 0 else {
        throw ValidationError("--drop-after: expected epochs counted from 1, such as 7,9, found \(text)")
      }
      return epoch
    }
    return TrainingSettings(
      epochs: epochs, batchSize: batchSize, learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
      schedule: StepSchedule(dropAfter: drops, factor: dropFactor),
      augmentation: Augmentation(horizontalFlip: horizontalFlip, cropPadding: cropPadding),
      initialisation: initialisation, normaliseScale: normaliseScale)
  }
}

extension Weights.Initialisation: ExpressibleByArgument {}
extension EvolutionObjective: ExpressibleByArgument {}
extension Invariant: ExpressibleByArgument {}

/// Refuses a chart's name that promises another format, before any work is done.
func requirePNGName(_ path: String?, of flag: String = "--chart") throws {
  guard let path, !path.hasSuffix(".png") else { return }
  throw ValidationError("\(flag): expected a name ending in .png, found \(path)")
}

/// Seeds of parts of a command.
struct SeedOption: ParsableArguments {
  @Option(help: ArgumentHelp("Seed of everything random: the same seed gives the same bits.", valueName: "n")) var seed:
    UInt64 = 1
}
