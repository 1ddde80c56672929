import ArgumentParser
import Charts
import Datasets
import Files
import Foundation
import Losses
import Models
import Reports
import Robustness
import Studies
import Tensors
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

      Examples:
        lossaudit attack model.safetensors.zst --epsilons 0,2/255,8/255
        lossaudit attack torch.safetensors --architecture cnn-mnist \\
          --dataset fashion-mnist --epsilons 8/255 --json -
        lossaudit attack model.safetensors.zst --attacks fgsm,pgd,autoattack \\
          --epsilons 8/255 --limit 1000
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Attacks, separated by commas: \(AttackName.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "list"
    ))
  var attacks = "fgsm"

  @Option(
    help: ArgumentHelp(
      "Loss whose gradient FGSM and PGD follow: own (what the model was trained with), dlr, margin, or any loss; repeatable."
        + " (default: own where the checkpoint names it, cross-entropy and dlr)", valueName: "loss"))
  var attackLoss: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Attack strengths ε from 0 to 1 in pixel units, separated by commas.", valueName: "list"))
  var epsilons = "0,1/255,2/255,4/255,8/255"

  @Option(help: ArgumentHelp("Draw accuracy against ε as a PNG.", valueName: "file")) var chart: String?

  @Option(
    help: ArgumentHelp(
      "Exit with 3 where the worst case at this ε is below this accuracy, such as 0.4@8/255.", valueName: "accuracy@ε"))
  var failBelow: String?

  @Option(help: ArgumentHelp("Seed of the attacks' random numbers.", valueName: "n")) var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Images attacked at a time; no figure depends on it. (default: what is fastest)", valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      "Keep what is found in this folder; the same command goes on there after an interruption.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a CSV with a row for each image: right or wrong under each attack, and the smallest ε of FGSM.",
      valueName: "file"))
  var perExample: String?

  @Option(
    help: ArgumentHelp(
      "Write the adversarial images, (N, C, H, W) for each ε, as .safetensors or .safetensors.zst.", valueName: "file"))
  var saveAdversarial: String?

  @OptionGroup var common: CommonOptions

  private struct Threshold {
    let accuracy: Double
    let epsilon: Epsilon
  }

  func run() throws {
    var epsilons = try usage { try Epsilon.list(parsing: self.epsilons, at: "--epsilons") }
    let threshold = try self.threshold()
    try requirePNGName(chart)
    if let batchSize, !(1...100_000).contains(batchSize) {
      throw ValidationError("--batch-size: expected a number from 1 to 100000, found \(batchSize)")
    }
    if let saveAdversarial, !saveAdversarial.hasSuffix(".safetensors"), !saveAdversarial.hasSuffix(".safetensors.zst") {
      throw ValidationError(
        "--save-adversarial: expected a name ending in .safetensors.zst or .safetensors, found \(saveAdversarial)")
    }
    let attacks = try self.attackNames()
    for name in attackLoss { try Self.requireLoss(name) }
    if let threshold, !epsilons.contains(where: { $0.value == threshold.epsilon.value }) {
      epsilons.append(threshold.epsilon)
    }
    Interruption.endAtOnce()
    let console = common.console
    let (file, images, dataset) = try model.load(console: console)
    let losses = attackLoss.isEmpty ? Audit.defaultLosses(own: file.loss) : attackLoss
    var audit = Audit(attacks: attacks, epsilons: epsilons, losses: losses)
    audit.seed = seed
    audit.batch = batchSize
    let journal = try output.map {
      try AuditJournal($0, identity: try identity(audit, own: file.loss, images: images))
    }
    var keeping: Audit.Keeping = []
    if perExample != nil { keeping.insert(.minimalEpsilons) }
    if saveAdversarial != nil { keeping.insert(.adversarialImages) }
    var findings = try audit.examine(
      file.classifier, own: file.loss, on: images, keeping: keeping, pool: common.pool, journal: journal
    ) {
      console.progress(
        $0.attack.followsAnyLoss ? "\($0.attack.rawValue) through \($0.loss)" : $0.attack.rawValue,
        done: Double($0.done), total: Double($0.total))
    }
    console.finish()
    findings.report.settings.checkpoint = model.checkpoint
    findings.report.settings.dataset = dataset
    let report = findings.report
    if let perExample { try AtomicFile.write(findings.perExample, to: perExample) }
    if let saveAdversarial { try findings.saveAdversarial(to: saveAdversarial) }
    if let output { try AtomicFile.write(StableJSON.encode(report), to: "\(output)/audit.json") }
    if let chart {
      try AuditChart.chart(report, title: "Accuracy under attack", dataset: dataset).write(to: chart)
    }
    try common.output(report, text: AuditText.text(report))
    if let threshold, let point = report.worstCase.first(where: { $0.epsilon == threshold.epsilon.value }),
      point.accuracy < threshold.accuracy
    {
      FileHandle.standardError.write(
        Data(
          String(
            format: "lossaudit: worst-case accuracy %.4f at ε %@ is below %.4f\n", point.accuracy,
            threshold.epsilon.text, threshold.accuracy
          ).utf8))
      throw ExitCode(3)
    }
  }

  /// The digest of all that decides the audit's figures.
  private func identity(_ audit: Audit, own: Loss?, images: ImageSet) throws -> String {
    struct Identity: Encodable {
      let checkpoint: String
      let images: String
      let attacks: [AttackName]
      let epsilons: [Double]
      let losses: [String]
      let own: String
      let budget: AttackBudget
      let seed: UInt64
      let precise: Bool
    }
    return Digest.sha256(
      try StableJSON.encode(
        Identity(
          checkpoint: Digest.sha256(try AtomicFile.read(model.checkpoint)), images: images.digest,
          attacks: audit.attacks, epsilons: audit.epsilons.map(\.value), losses: audit.losses,
          own: own.map { "\($0)" } ?? "", budget: audit.budget, seed: audit.seed, precise: model.engine.precise)))
  }

  private func attackNames() throws -> [AttackName] {
    try attacks.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let name = AttackName(rawValue: String(text)) else {
        let names = AttackName.allCases.map(\.rawValue)
        throw ValidationError(
          "--attacks: unknown attack \(text); expected \(names.joined(separator: ", "))"
            + (NearestName.of(String(text), in: names).map { "; did you mean \($0)?" } ?? ""))
      }
      return name
    }
  }

  private static func requireLoss(_ name: String) throws {
    let others = ["own", "dlr", "margin"]
    guard !others.contains(name) else { return }
    do { _ = try Loss(parsing: name) } catch var error as FileError {
      // What is no loss by its first word may be a misspelt one of the others.
      if !LossName.allCases.contains(where: { name.hasPrefix($0.rawValue) }) {
        let names = others + LossName.allCases.map(\.rawValue)
        error.expected = (others + LossName.allCases.map(\.usage)).joined(separator: ", ")
        error.advice = NearestName.of(name, in: names).map { "did you mean \($0)?" }
      }
      throw ValidationError("--attack-loss: \(error)")
    }
  }

  private func threshold() throws -> Threshold? {
    guard let failBelow else { return nil }
    let parts = failBelow.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let accuracy = Double(parts[0]), (0...1).contains(accuracy) else {
      throw ValidationError("--fail-below: expected accuracy@ε, such as 0.4@8/255, found \(failBelow)")
    }
    return Threshold(
      accuracy: accuracy, epsilon: try usage { try Epsilon(parsing: String(parts[1]), at: "--fail-below") })
  }
}

/// The audit as a table for a terminal.
enum AuditText {
  static func text(_ report: AuditReport) -> String {
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    func row(_ name: String, _ points: [AttackPoint]) -> String {
      pad(name, 28)
        + points.map { "\(percent($0.accuracy)) [\(percent($0.interval.lower)), \(percent($0.interval.upper))]" }
        .map { pad($0, 26) }.joined()
    }
    var lines = [
      "clean: \(percent(report.clean.accuracy)) of \(report.total) images (95 %: \(percent(report.clean.interval.lower)) to \(percent(report.clean.interval.upper)))",
      "", pad("accuracy at ε", 28) + report.settings.epsilons.map { pad($0.text, 26) }.joined(),
    ]
    lines += report.curves.flatMap { curve in
      [row(curve.title, curve.points)] + (curve.parts ?? []).map { row("  after \($0.attack)", $0.points) }
    }
    lines += [row("worst of these", report.worstCase), "", "checks:"]
    lines += report.checks.filter { $0.verdict != .notRun }.map {
      "  \(pad($0.verdict.rawValue, 5)) \($0.name): \($0.detail)"
    }
    let others = report.checks.filter { $0.verdict == .notRun }.map(\.name)
    if !others.isEmpty { lines.append("  not run: \(others.joined(separator: ", "))") }
    lines += (report.settings.notes ?? []).map { "note: \($0)" }
    lines.append(
      report.curves.allSatisfy { $0.attack == AttackName.fgsm.rawValue }
        ? "FGSM is one step: these figures are upper bounds of the robust accuracy, not the robust accuracy."
        : "What no attack here broke, another may: the worst of these is an upper bound of the robust accuracy.")
    return lines.joined(separator: "\n")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width ? text + " " : text + String(repeating: " ", count: width - text.count)
  }
}
