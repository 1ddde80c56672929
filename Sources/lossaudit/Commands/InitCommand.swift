import ArgumentParser
import Datasets
import Files
import Foundation
import Models
import Studies

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a first audit file, with every key, its default and what it does.",
    discussion: """
      The file can be run as it stands. Without --output it is printed.

      Example:
        lossaudit init --dataset cifar-10 --output audit.yaml
        lossaudit run audit.yaml --dry-run
        lossaudit init --schema --output audit.schema.json
      """)

  @Option(
    help: ArgumentHelp(
      "Data set: \(DatasetName.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var dataset = DatasetName.fashionMNIST.rawValue

  @Option(
    help: ArgumentHelp(
      "Folder with the data set's files, as the audit file will name it. (default: the search path)",
      valueName: "folder"))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "Architecture of every model: \(ArchitectureName.patterns.joined(separator: ", ")).", valueName: "name"))
  var architecture = "\(ArchitectureName.allCNNMini)"

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file to write; one that is there is refused.", valueName: "file"))
  var output: String?

  @Flag(
    help: "Write a JSON Schema of audit files instead: editors complete keys by it, explain them and mark unknown ones."
  )
  var schema = false

  func run() throws {
    guard !schema else { return try write(AuditSchema().json) }
    let name = try usage { try DatasetName(parsing: dataset) }
    let template = AuditTemplate(
      name, folder: dataDir, architecture: try usage { try ArchitectureName(parsing: architecture) })
    try write(Data(template.text.utf8))
    if output != nil, dataDir == nil, Dataset.find(name) == nil {
      Output.note("note: \(dataset) is not on the search path; see lossaudit dataset fetch \(dataset) --help\n")
    }
  }

  private func write(_ content: Data) throws {
    guard let output else { return try Output.result(content) }
    guard !FolderNames.exists(output) else {
      throw FileError(output, "is there already", expected: "a new file", advice: "choose another name with --output")
    }
    try AtomicFile.write(content, to: output)
    try Output.line(output)
  }
}
