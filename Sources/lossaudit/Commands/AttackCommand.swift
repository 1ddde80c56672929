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

  @OptionGroup var common: CommonOptions

  func run() throws {
    Interruption.endAtOnce(output == nil ? .startsOver : .goesOn)
    var settings = try attack.settings(budget)
    let seed = try seed.value(),
      threshold = try failBelow.map { try AccuracyThreshold(parsing: $0, norm: settings.norm) }
    try drawing.requireFit(("--chart", chart), folder: charts)
    try common.requireWritable(chart, table.perExample, saveAdversarial, folders: [charts, output, savePngDir])
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
    let form = try table.form(), keeping = kept(form)
    if second != nil, table.perExample != nil || saveAdversarial != nil {
      throw ValidationError(
        "\(table.perExample == nil ? "--save-adversarial" : "--per-example"): expected one checkpoint")
    }
    try flagged(AttackSettings.self) { try settings.requireFit(models: second == nil ? 1 : 2) }
    try part.validate(
      beside: [
        ("a second model", second != nil), ("--chart", chart != nil), ("--charts", charts != nil),
        ("--fail-below", failBelow != nil), ("--save-adversarial", saveAdversarial != nil),
        ("--save-png", settings.savePNG != nil),
      ], json: common.json)
    let console = common.console
    let (file, images, dataset, facts) = try model.load(common, console)
    let rival = try second.map { try model.load(second: $0, beside: file, images, dataset, facts, common, console) }
    let sibling = try attack.transferFrom.map { path in
      try ModelFile.requireFile(path)
      let model = try model.load(second: path, beside: file, images, dataset, facts, common, console)
      return (file: model, path: path)
    }
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
    let context = model.engine.context(common, console)
    let title = try model.data.title(of: dataset)
    let task = AuditTask(
      audit: audit, images: images, dataset: dataset, title: title, usual: facts.normalisation, keeping: keeping,
      sibling: sibling, console: console)
    let first = try task.run(
      file, model.checkpoint, in: context, folder: folder(output, "first"), pictures: folder(pictures, "first"))
    if audit.shard != nil {
      return try write(AuditShard(first, of: task.audit(of: file), keeping: keeping), first, form)
    }
    guard let second, let rival else {
      try write(first, title, form)
      return try require(threshold, of: [first.report])
    }
    let other = try task.run(
      rival, second, in: context, folder: folder(output, "second"), pictures: folder(pictures, "second"))
    try write(first, other, title)
    try require(threshold, of: [first.report, other.report])
  }

  private func kept(_ form: PerExampleForm) -> Audit.Keeping {
    var keeping: Audit.Keeping = []
    if table.perExample != nil, form == .wide { keeping.insert(.smallestChanges) }
    if saveAdversarial != nil { keeping.insert(.adversarialImages) }
    if charts != nil { keeping.insert(.examples) }
    return keeping
  }

  /// Where the images go.
  private var pictures: String? {
    attack.savePng == nil ? nil : savePngDir ?? output.map { "\($0)/png" }
  }

  /// Where what is found on a model goes: two models have a folder each.
  private func folder(_ folder: String?, _ name: String) -> String? {
    folder.map { second == nil ? $0 : "\($0)/\(name)" }
  }

  private func write(_ shard: AuditShard, _ findings: AuditFindings, _ form: PerExampleForm) throws {
    try attemptAll(
      {
        guard let json = common.json, json != "-" else { return try Output.result(shard.data()) }
        try AtomicFile.write(shard.data(), to: json)
        try Output.line(
          "shard \(shard.shard): \(shard.images) of \(shard.total.counted("image")); "
            + "lossaudit merge makes an audit of all \(shard.shard.count.counted("shard"))")
      },
      { if let file = table.perExample { try AtomicFile.write(findings.perExample(form), to: file) } })
  }

  private func write(_ findings: AuditFindings, _ dataset: String, _ form: PerExampleForm) throws {
    let report = findings.report, design = try drawing.design(), format = try drawing.folderFormat()
    try attemptAll(
      { try common.output(report, text: AuditText.text(report)) },
      { if let file = table.perExample { try AtomicFile.write(findings.perExample(form), to: file) } },
      { if let saveAdversarial { try findings.saveAdversarial(to: saveAdversarial) } },
      {
        guard let chart else { return }
        try AuditChart.chart(report, title: "Accuracy under attack", dataset: dataset).write(to: chart, design: design)
      },
      { if let charts { try AuditCharts(findings, dataset: dataset).write(to: charts, format, design) } })
  }

  private func write(_ first: AuditFindings, _ second: AuditFindings, _ dataset: String) throws {
    let both = AuditComparison(first, second)
    if let output { try AtomicFile.write(StableJSON.encode(both), to: "\(output)/comparison.json") }
    let design = try drawing.design(), format = try drawing.folderFormat()
    let comparison = AuditChart.comparison(both.first, both.second, dataset: dataset)
    try attemptAll(
      { try common.output(both, text: ComparisonText.text(both)) },
      { if let chart { try comparison.write(to: chart, design: design) } },
      {
        guard let charts else { return }
        try AuditCharts(first, dataset: dataset).write(to: "\(charts)/first", format, design)
        try AuditCharts(second, dataset: dataset).write(to: "\(charts)/second", format, design)
        try comparison.write(to: "\(charts)/\(format.name(of: "comparison.png"))", design: design)
      })
  }

  private func require(_ threshold: AccuracyThreshold?, of reports: [AuditReport]) throws {
    guard let threshold else { return }
    var isMet = true
    for report in reports {
      guard let point = report.worstCase.first(where: { $0.epsilon.value == threshold.epsilon.value }),
        point.accuracy < threshold.accuracy
      else { continue }
      isMet = false
      let name = reports.count > 1 ? "\(report.settings.checkpoint ?? ""): " : ""
      Output.note(
        String(
          format: "lossaudit: %@worst-case accuracy %.4f at ε %@ is below %.4f\n", name, point.accuracy,
          threshold.epsilon.text, threshold.accuracy))
    }
    if !isMet { throw ExitCode(3) }
  }
}
