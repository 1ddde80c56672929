import ArgumentParser
import Checkpoints
import Datasets
import Files
import Foundation
import Losses
import Models
import Statistics
import Studies
import Tensors
import Training

/// Flags that every computing command has.
struct CommonOptions: ParsableArguments {
  @Option(
    name: [.customShort("j"), .customLong("threads")],
    help: ArgumentHelp(
      "Threads to use; results do not depend on their number. (default: all cores that the process may use)",
      valueName: "n"))
  var requestedThreads: Int?

  @Option(
    help: ArgumentHelp(
      "Write the result as JSON to this file; - is standard output, in place of the text.", valueName: "file"))
  var json: String?

  @Flag(name: .shortAndLong, help: "Print no progress and no log.")
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

  /// How results name the images of the data set `name`.
  func title(of name: String) throws -> String { try reading.options().title(of: DatasetName(parsing: name)) }

  func load(_ name: String, withExtra: Bool = false, console: Console) throws -> Dataset {
    let data = try Dataset.load(
      try DatasetName(parsing: name), folder: dataDir, withExtra: withExtra, options: reading.options())
    console.log("\(name) from \(data.folder)")
    for note in data.notes { console.log("note: \(note)") }
    return data
  }

  /// The test images. A note on their mean and deviation is dropped where the user states the normalisation.
  func loadTest(_ name: String, statesNormalisation: Bool = false, console: Console) throws -> TestImages {
    let data = try TestImages.load(try DatasetName(parsing: name), folder: dataDir, options: reading.options())
    console.log("\(name) from \(data.folder)")
    for note in data.notes(statedNormalisation: statesNormalisation) { console.log("note: \(note)") }
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

/// Takes every step, and throws the first error afterwards: what one file's failure leaves possible is not lost with it.
func attemptAll(_ steps: (() throws -> Void)...) throws {
  var failure: (any Error)?
  for step in steps {
    do { try step() } catch { failure = failure ?? error }
  }
  if let failure { throw failure }
}
