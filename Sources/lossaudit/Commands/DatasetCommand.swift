import ArgumentParser
import Charts
import Datasets
import Files
import Foundation
import Studies

struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "List, fetch, inspect and cut data sets.",
    subcommands: [ListCommand.self, FetchCommand.self, InspectCommand.self, SubsetCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The data sets that can be read, and where each was found.")
    @OptionGroup var common: CommonOptions

    struct Entry: Encodable {
      var name: String
      var about: String
      var shape: String?
      var classes: Int?
      var folder: String?
    }

    func run() throws {
      let entries = DatasetName.allCases.map {
        Entry(
          name: $0.rawValue, about: $0.about, shape: $0.facts.map { "\($0.shape)" },
          classes: $0.facts?.classNames.count, folder: Dataset.find($0))
      }
      try common.output(
        entries,
        text: entries.map { "\($0.name): \($0.about)\n  \($0.folder.map { "in \($0)" } ?? "not found")" }
          .joined(separator: "\n"))
    }
  }

  struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch", abstract: "Download a data set from its home, or from a mirror.",
      discussion: """
        Files are checked by the digest that their home publishes, or read whole
        where it publishes none, before they appear in the folder. What is there
        already is not downloaded again; an interrupted download goes on.

        Examples:
          lossaudit dataset fetch cifar-10
          lossaudit dataset fetch mnist --from https://mirror.example/mnist
        """)

    @Argument(help: "Data set: \(fetchable.joined(separator: ", ")).") var name: String
    @Option(help: ArgumentHelp("Folder to put its files in. (default: ~/.cache/lossaudit/NAME)", valueName: "folder"))
    var dataDir: String?
    @Option(help: ArgumentHelp("A mirror that holds the files under the names of their home.", valueName: "url"))
    var from: String?
    @Flag(help: "Fetch svhn's extra images too (1.3 GB).") var extra = false
    @OptionGroup var common: CommonOptions

    private static let fetchable = DatasetName.allCases.filter { $0 != .folder }.map(\.rawValue)

    struct Result: Encodable {
      var name: String
      var folder: String
      var files: [DatasetFetch.Outcome]
    }

    func run() throws {
      let known = try usage { try DatasetName(parsing: name) }
      try ExtraOption.validate(extra, for: known)
      if let from, !["http://", "https://"].contains(where: from.lowercased().hasPrefix) {
        throw ValidationError("--from: expected an address that begins with https:// or http://, found \(from)")
      }
      let folder = dataDir ?? Dataset.cacheFolder(known)
      let fetch = try usage { try DatasetFetch(known, into: folder, mirror: from, withExtra: extra) }
      let console = common.console
      Interruption.listen(stopsQuickly: true)
      let files = try fetch.run { file, done, total in
        try Interruption.check()
        guard let total else { return }
        let detail = String(format: "%.1f of %.1f MB", Double(done) / 1e6, Double(total) / 1e6)
        console.progress(file, done: Double(done), total: Double(total), detail: detail)
      } log: {
        console.log($0)
      }
      console.finish()
      let result = Result(name: name, folder: folder, files: files)
      try common.output(
        result, text: (files.map(DatasetText.text) + ["\(name) is in \(folder)"]).joined(separator: "\n"))
    }
  }

  struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Counts per class, means and deviations of a data set.")

    @Argument(help: "Data set: \(DatasetName.allCases.map(\.rawValue).joined(separator: ", ")).") var name: String
    @Option(help: ArgumentHelp("Folder with its files. (default: the search path)", valueName: "folder"))
    var dataDir: String?
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var extra: ExtraOption
    @Option(
      help: ArgumentHelp("Draw a contact sheet, a row of training images for each class.", valueName: "file"))
    var sheet: String?
    @OptionGroup var drawing: ChartOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let known = try usage { try DatasetName(parsing: name) }
      try extra.validate(for: known)
      try drawing.requireFit(("--sheet", sheet))
      let dataset = try Dataset.load(
        known, folder: dataDir, withExtra: extra.extra, options: reading.options(), requiresTraining: false)
      for note in dataset.notes { common.console.log("note: \(note)") }
      let summary = DatasetSummary(dataset)
      if let sheet { try DatasetSheet.sheet(dataset, summary).write(to: sheet, design: drawing.design()) }
      try common.output(summary, text: DatasetText.text(summary))
    }
  }

  struct SubsetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "subset", abstract: "Write a stratified, seeded part of a data set as IDX files.",
      discussion: """
        Example:
          lossaudit dataset subset fashion-mnist --training 10000 --test 2000 \\
            --output fixtures/fashion-mnist
        """)

    @Argument(help: "Data set: \(DatasetName.allCases.map(\.rawValue).joined(separator: ", ")).") var name: String
    @Option(help: ArgumentHelp("Training images to keep.", valueName: "n")) var training: Int
    @Option(help: ArgumentHelp("Test images to keep.", valueName: "n")) var test: Int
    @OptionGroup var seed: SeedOption
    @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "folder")) var output: String
    @Option(help: ArgumentHelp("Folder with the data set's files. (default: the search path)", valueName: "folder"))
    var dataDir: String?
    @Flag(help: "Replace the files of a folder that is not empty.") var force = false
    @OptionGroup var common: CommonOptions

    func run() throws {
      let dataset = try Dataset.load(
        try usage { try DatasetSubset.requireSupport(of: DatasetName(parsing: name)) }, folder: dataDir)
      common.console.log("\(name) from \(dataset.folder)")
      try DatasetSubset.write(
        from: dataset, training: training, test: test, seed: try seed.value(), to: output, overwrite: force)
      try Output.line(output)
    }
  }
}

/// What `fetch` and `inspect` print.
enum DatasetText {
  static func text(_ file: DatasetFetch.Outcome) -> String {
    let check =
      switch file.check {
      case .md5: "the published MD5 \(file.md5 ?? "")"
      case .reader: "read whole; no digest is published"
      case .sizes: "unpacked, of the right sizes"
      }
    return "\(file.file): \(file.downloaded ? "downloaded" : "there already"), \(check)"
  }

  static func text(_ summary: DatasetSummary) -> String {
    func numbers(_ values: [Float]) -> String { values.map { String(format: "%.4f", $0) }.joined(separator: " ") }
    func moments(_ name: String, _ values: Normalisation) -> String {
      "\(pad(name, 12))mean \(numbers(values.mean)), deviation \(numbers(values.standardDeviation))"
    }
    func total(_ counts: [Int]) -> Int { counts.reduce(0, +) }
    let width = max(12, (summary.classNames.map(\.count).max() ?? 0) + 2)
    let rows =
      [("class", "training", "test")]
      + zip(summary.classNames, zip(summary.training, summary.test)).map { ($0, "\($1.0)", "\($1.1)") }
      + [("all", "\(total(summary.training))", "\(total(summary.test))")]
    return """
      \(summary.name) from \(summary.folder): \(summary.shape), \(summary.classNames.count) classes

      \(rows.map { pad($0, width) + pad($1, 10) + $2 }.joined(separator: "\n"))

      pixels of the \(total(summary.training) > 0 ? "training" : "test") images, per channel, where black is 0 and white is 1
      \(moments("measured", summary.measured))
      \(moments("models get", summary.normalisation))

      SHA-256 of all pixels and labels: \(summary.digest)
      """
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
