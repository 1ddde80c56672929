import ArgumentParser
import Charts
import Checkpoints
import Datasets
import Files
import Foundation
import Models
import Reports
import Robustness
import Studies
import Training

struct AttackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attack",
    abstract: "Audit a checkpoint's robustness: accuracy under attack, with checks that the figure can be trusted.",
    discussion: """
      Attacks the test images through the model's own loss (where the checkpoint
      names it), cross-entropy and DLR; the worst case counts an image only if it
      survives all of them. FGSM and PGD count every image, for each loss; the
      others bring their own losses and go on, in the order given, with what those
      before them left right. FGSM is one step: what survives it bounds robust
      accuracy from above and is not robust accuracy; autoattack comes closest.
      Two checkpoints are audited alike on the same images, and compared.

      Examples:
        lossaudit attack model.safetensors.zst --epsilons 0,2/255,8/255
        lossaudit attack torch.safetensors --architecture cnn-mnist \\
          --dataset fashion-mnist --epsilons 8/255 --json -
        lossaudit attack model.safetensors.zst --attacks fgsm,pgd,autoattack \\
          --epsilons 8/255 --limit 1000
        lossaudit attack model.safetensors.zst --norm l2 --attacks fgsm,pgd \\
          --pgd-steps 40 --pgd-restarts 5 --epsilons 0.5
        lossaudit attack plain.safetensors.zst robust.safetensors.zst \\
          --attacks fgsm,pgd --chart both.png
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "A second model for the same images, to be compared with the first.")
  var second: String?

  @OptionGroup var attack: AttackOptions
  @OptionGroup var budget: BudgetOptions

  @Option(help: ArgumentHelp("Draw accuracy against ε as .png, .svg or .pdf.", valueName: "file")) var chart: String?

  @Option(
    help: ArgumentHelp(
      "Draw all charts into this folder: \(AuditCharts.names.joined(separator: ", ")), or in another --format.",
      valueName: "folder"))
  var charts: String?

  @OptionGroup var drawing: ChartOptions

  @Option(
    help: ArgumentHelp(
      "Exit with 3 where the worst case at this ε is below this accuracy, such as 0.4@8/255.", valueName: "accuracy@ε"))
  var failBelow: String?

  @OptionGroup var part: ShardOption
  @OptionGroup var seed: SeedOption

  @Option(
    help: ArgumentHelp(
      "Images attacked at a time; no figure depends on it. (default: what is fastest)", valueName: "n"))
  var batchSize: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Keep what is found in this folder; the same command goes on there after an interruption.", valueName: "folder"))
  var output: String?

  @OptionGroup var table: PerExampleOptions

  @Option(
    help: ArgumentHelp(
      "Write the adversarial images, (N, C, H, W) for each ε, as .safetensors or .safetensors.zst.", valueName: "file"))
  var saveAdversarial: String?

  @Option(
    help: ArgumentHelp(
      "Folder for the images of --save-png. (default: the folder png in that of --output)", valueName: "folder"))
  var savePngDir: String?

  @Option(
    help: ArgumentHelp(
      "Write what RobustBench keeps of a model, as far as the audit knows it, with best known and unreliable; needs one ε above 0.",
      valueName: "file"))
  var modelInfo: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    Interruption.endAtOnce(output == nil ? .startsOver : .goesOn)
    if let settings = try attack.settingsOfNorms(budget) { return try run(underAll: settings) }
    var settings = try attack.settings(budget)
    let seed = try seed.value(),
      threshold = try failBelow.map { try AccuracyThreshold(parsing: $0, norm: settings.norm) }
    try drawing.requireFit(("--chart", chart), folder: charts)
    try common.requireWritable(
      chart, table.perExample, saveAdversarial, modelInfo, folders: [charts, output, savePngDir])
    if settings.savePNG != nil, pictures == nil {
      throw ValidationError("--save-png: expected a folder for the images too; name it with --save-png-dir or --output")
    }
    if let batchSize, !(1...100_000).contains(batchSize) {
      throw ValidationError("--batch-size: expected a number from 1 to 100000, found \(batchSize)")
    }
    if let saveAdversarial, Checkpoint.stem(of: saveAdversarial) == nil {
      throw ValidationError(
        "--save-adversarial: expected a name ending in .safetensors.zst or .safetensors, found \(saveAdversarial)")
    }
    if let threshold, !settings.epsilons.contains(where: { $0.value == threshold.epsilon.value }) {
      settings.epsilons.append(threshold.epsilon)
    }
    let form = try table.form()
    if second != nil {
      for (flag, file) in [
        ("--per-example", table.perExample), ("--save-adversarial", saveAdversarial), ("--model-info", modelInfo),
      ] where file != nil { throw ValidationError("\(flag): expected one checkpoint") }
    }
    if modelInfo != nil, settings.target != nil || settings.epsilons.count(where: { $0.value > 0 }) != 1 {
      throw ValidationError("--model-info: expected one ε above 0 and no --target, as RobustBench has one a model")
    }
    try flagged(AttackSettings.self) { try settings.requireFit(models: second == nil ? 1 : 2) }
    try part.validate(
      beside: [
        ("a second model", second != nil), ("--chart", chart != nil), ("--charts", charts != nil),
        ("--fail-below", failBelow != nil), ("--save-adversarial", saveAdversarial != nil),
        ("--save-png", settings.savePNG != nil), ("--model-info", modelInfo != nil),
      ], json: common.json)
    let console = common.console
    let source = try model.load(common, console), file = source.model
    let rival = try second.map {
      try model.load(second: $0, beside: file, source.images, source.dataset, source.facts, common, console)
    }
    let task = try task(settings, on: source, seed: seed, console)
    let context = model.engine.context(common, console), title = task.title
    let first = try task.run(
      file, model.checkpoint, in: context, folder: folder(output, "first"), pictures: folder(pictures, "first"))
    if part.shard != nil {
      return try write(AuditShard(first, of: task.audit(of: file), keeping: kept(form)), first, form)
    }
    guard let second, let rival else {
      try write(first, of: file, title, form)
      return try require(threshold, of: [first.report])
    }
    let other = try task.run(
      rival, second, in: context, folder: folder(output, "second"), pictures: folder(pictures, "second"))
    try write(first, other, title)
    try require(threshold, of: [first.report, other.report])
  }

  /// The model with the images that it is attacked on.
  typealias Source = (model: ModelFile, images: ImageSet, dataset: String, facts: DatasetFacts)

  /// The audit that these settings ask for.
  func task(_ settings: AttackSettings, on source: Source, seed: UInt64, _ console: Console) throws -> AuditTask {
    let (file, images, dataset, facts) = source
    let sibling = try attack.transferFrom.map { path in
      try ModelFile.requireFile(path)
      let model = try model.load(second: path, beside: file, images, dataset, facts, common, console)
      return (file: model, path: path)
    }
    var settings = settings
    settings.limit = try model.limit.value()
    var audit = settings.audit(classNames: facts.classNames)
    // Known before any work is done.
    let classes = file.classifier.network.classes
    try flagged(AttackSettings.self) {
      _ = try settings.target?.classNumber(classes: classes, names: facts.classNames)
    }
    audit.dataClasses = facts.classes
    audit.sibling = sibling.map { Sibling($0.file.classifier, name: $0.path) }
    // Where none is named, they depend on what the model says of itself.
    if attack.attackLoss.isEmpty { audit.losses = [] }
    audit.seed = Audit.stream(of: seed)
    audit.batch = batchSize
    audit.shard = try part.value()
    return AuditTask(
      audit: audit, images: images, dataset: dataset, title: try model.data.title(of: dataset),
      usual: facts.normalisation, keeping: kept(try table.form()), sibling: sibling, console: console)
  }
}
