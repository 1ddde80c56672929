import ArgumentParser
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
      var shape: String
      var classes: Int
      var folder: String?
    }

    func run() throws {
      let entries = DatasetName.allCases.map {
        Entry(name: $0.rawValue, shape: "\($0.shape)", classes: $0.classes, folder: Dataset.find($0))
      }
      try common.output(
        entries,
        text: entries.map {
          "\($0.name): \($0.shape), \($0.classes) classes, \($0.folder.map { "in \($0)" } ?? "not found")"
        }
        .joined(separator: "\n"))
    }
  }

  struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Counts per class, means and deviations of a data set.")

    @Argument(help: "Data set: \(DatasetName.allCases.map(\.rawValue).joined(separator: ", ")).") var name: String
    @Option(help: ArgumentHelp("Folder with its files. (default: the search path)", valueName: "folder"))
    var dataDir: String?
    @OptionGroup var common: CommonOptions

    func run() throws {
      let dataset = try Dataset.load(try usage { try DatasetName(parsing: name) }, folder: dataDir)
      let summary = DatasetSummary(dataset)
      try common.output(summary, text: String(decoding: try StableJSON.encode(summary).dropLast(), as: UTF8.self))
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
      let dataset = try Dataset.load(try usage { try DatasetName(parsing: name) }, folder: dataDir)
      common.console.log("\(name) from \(dataset.folder)")
      try DatasetSubset.write(
        from: dataset, training: training, test: test, seed: seed.seed, to: output, overwrite: force)
      print(output)
    }
  }
}
