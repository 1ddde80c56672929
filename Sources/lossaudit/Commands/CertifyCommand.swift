import ArgumentParser
import Certification
import Charts
import Datasets
import Files
import Foundation
import GraphImport
import Models
import Reports
import Robustness
import Settings
import Statistics
import Studies
import Training

struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract:
      "Prove that no change up to ε makes a model wrong: robust accuracy from below, beside attacks from above.",
    discussion: """
      Each image is proved (no change up to ε makes the model wrong), broken (one
      does) or open (nothing was found in the time given). So robust accuracy lies
      between the share of proved images and the share of those not broken. Proofs
      bound every ReLU by lines (CROWN), search the best ones, and branch for as
      long as --seconds allows. They hold for the network in exact arithmetic.

      Networks of some ten thousand ReLUs can be proved, the sooner the smaller ε
      is; on much larger ones all images stay open. With --vnnlib a specification
      of the verification competitions is answered by unsat, sat with a
      counterexample, or unknown.

      Examples:
        lossaudit certify model.safetensors.zst --epsilons 1/255,2/255 --limit 100
        lossaudit certify model.onnx --dataset cifar-10 --normalisation none \\
          --epsilons 2/255 --seconds 10 --chart bracket.png
        lossaudit certify model.onnx --vnnlib specification.vnnlib
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Attack strengths ε in pixel units. (default: 1/255,2/255,4/255,8/255; in L2 0.125,0.25,0.5,1)", valueName: "list"
    ))
  var epsilons: String?

  @Option(help: ArgumentHelp("What ε measures, linf or l2.", valueName: "name")) var norm = "linf"

  @Option(
    help: ArgumentHelp(
      "Longest time for one image at one ε, or for a specification, after its first bounds. (default: 1; for a specification 60)",
      valueName: "seconds"))
  var seconds: Double?

  @Flag(
    help:
      "Add to the JSON of each image, for each class, CROWN's lower bound of the label's logit less that of the class.")
  var margins = false

  @Option(help: ArgumentHelp("Answer this specification instead of reading images.", valueName: "file"))
  var vnnlib: String?

  @Option(help: ArgumentHelp("Draw both shares against ε as .png, .svg or .pdf.", valueName: "file"))
  var chart: String?

  @OptionGroup var drawing: ChartOptions

  @OptionGroup var seed: SeedOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    if let seconds, !(seconds >= 0 && seconds <= 1e6) {
      throw ValidationError("--seconds: expected a number from 0 to 1000000, found \(seconds)")
    }
    if let vnnlib { return try answer(vnnlib) }
    if margins, common.json == nil {
      throw ValidationError("--margins: expected --json FILE beside it, where the bounds are written")
    }
    let strengths = try self.strengths()
    try drawing.requireFit(("--chart", chart))
    try common.requireWritable(chart)
    let seed = try seed.value(), console = common.console
    let (file, images, dataset, facts) = try model.load(common, console)
    let context = model.engine.context(common, console)
    model.noteMisfit(of: file, on: images, facts, context.engine, console: console)
    var certification = Certification(epsilons: strengths.epsilons, norm: strengths.norm, seconds: seconds ?? 1)
    certification.seed = Audit.stream(of: seed)
    certification.givesMargins = margins
    var report = try certification.run(file.classifier, on: images, in: context)
    console.finish()
    report.settings.checkpoint = model.checkpoint
    report.settings.dataset = try model.data.title(of: dataset)
    try attemptAll(
      { try common.output(report, text: CertificationText.text(report)) },
      { if let chart { try BracketChart.chart(report).write(to: chart, design: drawing.design()) } })
  }

  private func strengths() throws -> (epsilons: [Epsilon], norm: Norm) {
    guard let norm = Certification.norms.first(where: { $0.rawValue == self.norm }) else {
      throw ValidationError(
        "--norm: expected \(Certification.norms.map(\.rawValue).joined(separator: " or ")), found \(self.norm)")
    }
    guard let epsilons else {
      return (norm.usualEpsilons.filter { $0.value > 0 && $0.value <= 1 }.prefix(4).map { $0 }, norm)
    }
    return (
      try epsilons.split(separator: ",", omittingEmptySubsequences: false).map { text in
        try usage { try Epsilon(parsing: String(text), at: "--epsilons", norm: norm) }
      }, norm
    )
  }

  private func answer(_ specification: String) throws {
    noteIdleFlags()
    try common.requireWritable()
    let given = try VNNLIB(contentsOf: specification)
    guard ModelFile.isONNX(model.checkpoint) else {
      throw ValidationError("--vnnlib: expected an .onnx file to answer it for, found \(model.checkpoint)")
    }
    let imported = try ImportedModel(contentsOf: model.checkpoint)
    let answer = try given.answer(
      for: imported, path: model.checkpoint, seconds: seconds ?? 60, threads: common.threads,
      seed: Audit.stream(of: seed.value()))
    try common.output(answer, text: answer.text)
  }

  /// Names the flags of what a specification says itself.
  private func noteIdleFlags() {
    let given = [
      ("--epsilons", epsilons != nil), ("--margins", margins), ("--norm", norm != "linf"), ("--chart", chart != nil),
      ("--limit", model.limit.limit != nil), ("--dataset", model.data.dataset != nil),
      ("--architecture", model.architecture != nil),
    ]
    for (flag, isGiven) in given where isGiven {
      common.console.log("note: \(flag) has no effect with --vnnlib: the specification says what is asked")
    }
  }
}

/// The report as a table for a terminal.
enum CertificationText {
  static func text(_ report: CertificationReport) -> String {
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    func share(_ accuracy: Accuracy) -> String {
      "\(percent(accuracy.accuracy)) [\(percent(accuracy.interval.lower)), \(percent(accuracy.interval.upper))]"
    }
    func cells(_ texts: [String]) -> String {
      zip(texts, [12, 28, 28, 10]).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }.joined()
        + (texts.count > 4 ? texts[4] : "")
    }
    let clean = report.clean
    var lines = [
      "clean: \(percent(clean.accuracy)) of \(report.total) images (95 %: \(percent(clean.interval.lower)) to \(percent(clean.interval.upper)))",
      "", cells(["\(report.settings.norm.title) ε", "proved", "not broken", "open", "seconds"]),
    ]
    lines += report.points.map {
      cells([
        $0.text, share($0.lower), share($0.upper), "\($0.open)", $0.seconds.map { String(format: "%.1f", $0) } ?? "",
      ])
    }
    lines += ["", "Robust accuracy is no lower than the share proved and no higher than the share not broken."]
    lines += report.checks.map { "  \($0.verdict.rawValue) \($0.name): \($0.detail)" }
    return lines.joined(separator: "\n")
  }
}
