import ArgumentParser
import Datasets
import Models

/// What networks are trained on, and which.
struct ProblemOptions: ParsableArguments {
  @OptionGroup var data: DataOptions
  @OptionGroup var extra: ExtraOption

  @Option(
    name: .customLong("architecture"),
    help: ArgumentHelp(
      "Architecture: \(ArchitectureName.patterns.joined(separator: ", ")).", valueName: "name"))
  var architectureName: String

  func architecture() throws -> ArchitectureName { try usage { try ArchitectureName(parsing: architectureName) } }

  /// The data set, which must be named here: no checkpoint says it.
  func dataset() throws -> DatasetName {
    guard let name = data.dataset else { throw ValidationError("--dataset: name the data set to train on") }
    let dataset = try usage { try DatasetName(parsing: name) }
    try extra.validate(for: dataset)
    return dataset
  }
}
