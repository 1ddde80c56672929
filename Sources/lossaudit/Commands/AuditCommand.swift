import ArgumentParser
import Datasets
import Files
import Foundation
import LossLandscapes
import Models
import Robustness
import Studies
import Training

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "The whole report of models that are there: attacks, checks, damage, slices, charts.",
    discussion: """
      Trains nothing and reads test images alone. Goes on where the same command
      stopped; prints the run folder, which holds report.html, results.json,
      results.csv, charts and audit.yaml, the same audit for lossaudit run.
      Several models are audited alike on the same images, in one report.

      By default the first 1,000 images are attacked by FGSM and by APGD on
      cross-entropy with 20 iterations, which on two cores takes minutes for most
      models of small images. That tells a model that falls from one that hides
      its gradient. Before one is called robust, --attacks fgsm,pgd,autoattack has
      to agree, with their published budgets: that may take hours.

      Examples:
        lossaudit audit model.safetensors.zst --output runs/model
        lossaudit audit plain.safetensors.zst robust.safetensors.zst \\
          --attacks fgsm,pgd,autoattack --epsilons 8/255 --limit 500
        lossaudit audit model.onnx --dataset cifar-10 --normalisation none
        lossaudit audit torch.safetensors --architecture wrn-16-4 \\
          --dataset cifar-10 --data-dir data/cifar-10
      """)

  @Argument(help: "Models, each a .safetensors, .safetensors.zst or .onnx file, from lossaudit or PyTorch.")
  var models: [String]

  @Option(
    help: ArgumentHelp(
      "Name of a model in the report, one for each model in their order. (default: those of the files)",
      valueName: "name"))
  var name: [String] = []

  @Option(
    help: ArgumentHelp(
      "Architecture, where the checkpoints do not name it: \(ArchitectureName.patterns.joined(separator: ", ")).",
      valueName: "name"))
  var architecture: String?

  @OptionGroup var data: DataOptions
  @OptionGroup var foreign: ForeignOptions
  @OptionGroup var attack: ModelAuditOptions
  @OptionGroup var budget: ModelBudgetOptions
  @OptionGroup var survey: ModelSurveyOptions
  @OptionGroup var charts: FormatsOption
  @OptionGroup var running: RunOptions

  func validate() throws {
    guard name.isEmpty || name.count == models.count else {
      throw ValidationError("--name: expected one for each of the \(models.count) models, found \(name.count)")
    }
  }

  func run() throws {
    Interruption.endAtOnce(.goesOn)
    try running.run(audit().overridden(by: running.overrides))
  }

  /// The audit file that these flags stand for.
  private func audit() throws -> AuditFile {
    var audit = AuditFile()
    try foreign.requireNormalisation(of: data.dataset, nil)
    audit.attack = try attack.settings(budget)
    try flagged(AttackSettings.self) { try audit.attack.requireFit(models: models.count) }
    try survey.set(in: &audit)
    try charts.set(in: &audit)
    for model in models { try ModelFile.requireFile(model) }
    audit.dataset.name = try datasetName()
    audit.dataset.folder = data.dataDir.map(Self.absolute)
    audit.dataset.options = try data.reading.options()
    audit.dataset.classes = try foreign.classNames()
    let architecture = try architecture.map { name in try usage { try ArchitectureName(parsing: name) } }
    let normalisation = try foreign.statedNormalisation()
    let stated = name.isEmpty ? models.map { _ in nil } : name.map(Optional.some)
    audit.checkpoints = zip(models, AuditFile.modelNames(Array(zip(stated, models)))).map { model, name in
      var entry = AuditFile.CheckpointEntry(name: name, file: Self.absolute(model))
      entry.architecture = architecture
      entry.normalisation = normalisation
      entry.expectedAccuracy = foreign.expectAccuracy
      (entry.rename, entry.ignore) = (foreign.rename, foreign.ignore)
      return entry
    }
    audit.name = audit.checkpoints[0].name
    return audit
  }

  /// The data set: what is asked for, or what all checkpoints name.
  private func datasetName() throws -> DatasetName {
    if let name = data.dataset { return try usage { try DatasetName(parsing: name) } }
    let named = try models.map { path in
      guard let name = try ModelFile.datasetName(of: path) else {
        throw FileError(path, "the file does not name the data set", advice: "name it with --dataset")
      }
      return name
    }
    for (path, name) in zip(models, named) where name != named[0] {
      throw FileError(
        path, "the models are not for the same data set", expected: "\(named[0]), as of \(models[0])", found: name,
        advice: "name one with --dataset")
    }
    return try DatasetName(parsing: named[0])
  }

  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
