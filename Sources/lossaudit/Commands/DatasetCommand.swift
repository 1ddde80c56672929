import ArgumentParser
import Charts
import Datasets
import Files
import Foundation
import Studies

struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "List, inspect and cut data sets.",
    subcommands: [ListCommand.self, InspectCommand.self, SubsetCommand.self])

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

  struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Counts per class, means and deviations of a data set.")

    @Argument(help: "Data set: \(DatasetName.allCases.map(\.rawValue).joined(separator: ", ")).") var name: String
    @Option(help: ArgumentHelp("Folder with its files. (default: the search path)", valueName: "folder"))
    var dataDir: String?
    @OptionGroup var extra: ExtraOption
    @Option(
      help: ArgumentHelp("Draw a contact sheet, a row of training images for each class.", valueName: "file.png"))
    var sheet: String?
    @OptionGroup var common: CommonOptions

    func run() throws {
      let known = try usage { try DatasetName(parsing: name) }
      try extra.validate(for: known)
      try requirePNGName(sheet, of: "--sheet")
      let dataset = try Dataset.load(known, folder: dataDir, withExtra: extra.extra)
      let summary = DatasetSummary(dataset)
      if let sheet { try DatasetSheet.sheet(dataset, summary).write(to: sheet) }
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
    @Option(help: ArgumentHelp("Folder to write to.", valueName: "folder")) var output: String
    @Option(help: ArgumentHelp("Folder with the data set's files. (default: the search path)", valueName: "folder"))
    var dataDir: String?
    @Flag(help: "Replace the files of a folder that is not empty.") var force = false
    @OptionGroup var common: CommonOptions

    func run() throws {
      let dataset = try Dataset.load(
        try usage { try DatasetSubset.requireSupport(of: DatasetName(parsing: name)) }, folder: dataDir)
      common.console.log("\(name) from \(dataset.folder)")
      try DatasetSubset.write(
        from: dataset, training: training, test: test, seed: seed.seed, to: output, overwrite: force)
      print(output)
    }
  }
}

/// What `inspect` prints.
enum DatasetText {
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

      pixels of the training images, per channel, where black is 0 and white is 1
      \(moments("measured", summary.measured))
      \(moments("models get", summary.normalisation))

      SHA-256 of all pixels and labels: \(summary.digest)
      """
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
