import Foundation
import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  @Test("--version prints the version alone")
  func version() throws {
    let outcome = try lossaudit("--version")
    #expect(outcome.code == 0 && outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil && outcome.errors.isEmpty)
  }

  @Test("the overview shows whole examples, the exit codes and every command", arguments: [["--help"], []])
  func overview(arguments: [String]) throws {
    let help = try lossaudit.run(arguments).output
    for line in [
      "  lossaudit run audits/quickstart/audit.yaml\n",
      "  lossaudit attack model.safetensors --architecture all-cnn-c \\\n"
        + "    --dataset fashion-mnist --epsilons 0,2/255,8/255\n",
      "    3  done, but --fail-below was not met\n", "   64  the command line is wrong; nothing was touched\n",
    ] { #expect(help.contains(line)) }
    for command in Self.flags.map({ $0.0[0] }) { #expect(help.contains("\n  \(command) "), "\(command)") }
  }

  private static let common = ["--threads", "--json", "--quiet"]
  private static let model = [
    "--architecture", "--dataset", "--data-dir", "--bits", "--colour", "--resize", "--crop", "--corruption",
    "--severity", "--classes", "--rename",
    "--ignore", "--normalisation", "--expect-accuracy", "--mean", "--std",
    "--limit", "--precise",
  ]
  private static let setting = ["--width", "--no-title", "--theme"]
  private static let drawing = ["--format"] + setting
  private static let training = [
    "--batch-size", "--learning-rate", "--momentum", "--weight-decay", "--drop-after", "--drop-factor",
    "--recipe", "--horizontal-flip", "--crop-padding", "--cutout", "--dropout", "--measure-normalisation",
    "--initialisation", "--normalise-scale", "--seed", "--adversarial", "--adversarial-epsilon", "--adversarial-steps",
    "--adversarial-method", "--adversarial-beta", "--adversarial-weight-perturbation", "--adversarial-warm-up",
    "--certified", "--certified-epsilon", "--certified-ramp",
  ]

  static let flags: [([String], [String])] = [
    (["run"], ["--output", "--set", "--fresh", "--dry-run", "--print-manifest", "--precise"] + common),
    (["init"], ["--dataset", "--data-dir", "--architecture", "--output", "--schema"]), (["status"], ["--json"]),
    (["compare"], ["--output", "--json"]), (["figure"], ["--output"] + setting),
    (["task"], ["--threads", "--quiet"]), (["merge"], ["--per-example", "--per-example-form"]),
    (
      ["audit"],
      [
        "--name", "--output", "--set", "--fresh", "--dry-run", "--print-manifest", "--attacks", "--attack-loss",
        "--norm", "--epsilons",
        "--target", "--transfer-from", "--quantise", "--save-png", "--pgd-steps", "--pgd-restarts", "--iterations",
        "--queries", "--sigma-zero-steps", "--draws",
        "--damage",
        "--line-points", "--plane-points", "--survey-limit", "--certify", "--formats",
      ] + model + common
    ),
    (
      ["train"],
      [
        "--loss", "--label-smoothing", "--epochs", "--validation", "--output", "--extra", "--attraction-log",
        "--attraction-samples", "--keep-every",
      ]
        + [
          "--architecture", "--dataset", "--data-dir", "--bits", "--colour", "--resize", "--crop", "--corruption",
          "--severity", "--limit",
          "--precise",
        ] + training + common
    ),
    (
      ["evolve"],
      [
        "--dataset", "--data-dir", "--bits", "--colour", "--resize", "--crop", "--corruption", "--severity",
        "--architecture", "--objective", "--clean-weight", "--attack-images", "--pareto",
        "--epsilon", "--population",
        "--generations",
        "--sigma", "--order", "--invariant", "--epochs", "--training-images", "--validation", "--initialisations",
        "--fresh-seeds", "--retries", "--retry-below", "--retry-epoch", "--finalists", "--finalist-seeds", "--output",
        "--extra", "--precise", "--start", "--normalise-candidates", "--rung-epochs", "--rung-share", "--rung-measure",
        "--noise-handling", "--noise-evaluations", "--noise-widening", "--restarts", "--final", "--race-seeds",
        "--surrogate", "--executor", "--partition", "--time", "--memory", "--cpus-per-task", "--account", "--throttle",
        "--extra-lines", "--max-array-size", "--poll-seconds", "--patience-minutes",
      ] + training + common
    ),
    (
      ["attack"],
      [
        "--attacks", "--attack-loss", "--norm", "--epsilons", "--target", "--transfer-from", "--quantise", "--save-png",
        "--save-png-dir",
        "--pgd-steps", "--pgd-restarts", "--iterations",
        "--queries", "--sigma-zero-steps", "--draws", "--model-info", "--chart", "--charts", "--fail-below", "--shard",
        "--seed",
        "--batch-size",
        "--output",
        "--per-example", "--per-example-form", "--save-adversarial",
      ] + drawing + model + common
    ),
    (["damage"], ["--kinds", "--seed", "--chart"] + drawing + model + common),
    (
      ["certify"],
      ["--epsilons", "--norm", "--seconds", "--margins", "--vnnlib", "--chart", "--seed"] + drawing + model + common
    ),
    (
      ["slice"],
      [
        "--direction", "--dimensions", "--points", "--range", "--second-points", "--second-range", "--directions",
        "--direction-normalisation", "--epsilon", "--split", "--batch-norm-images", "--chart",
        "--trajectory", "--accuracy-chart", "--surface", "--csv", "--npy", "--vti", "--write-directions", "--output",
        "--seed",
      ] + drawing + model + common
    ),
    (
      ["sharpness"],
      ["--seed", "--directions", "--trace-probes", "--lanczos-steps", "--layer-steps", "--split", "--chart"] + drawing
        + model + common
    ),
    (["loss", "describe"], ["--classes", "--label-smoothing", "--normalise-scale", "--format"] + common),
    (["loss", "curve"], ["--classes", "--label-smoothing", "--points", "--formula", "--chart"] + drawing + common),
    (["report"], ["--formats"] + drawing), (["checkpoint", "inspect"], ["--dot"] + common),
    (["checkpoint", "verify"], common),
    (["checkpoint", "convert"], ["--force"]), (["dataset", "list"], common),
    (["dataset", "fetch"], ["--data-dir", "--from", "--extra"] + common),
    (
      ["dataset", "inspect"],
      ["--data-dir", "--bits", "--colour", "--resize", "--crop", "--corruption", "--severity", "--extra", "--sheet"]
        + drawing + common
    ),
    (["dataset", "subset"], ["--training", "--test", "--seed", "--output", "--data-dir", "--force"] + common),
  ]

  @Test("every flag and argument of a command is explained, and there is no other", arguments: flags)
  func explained(command: [String], flags: [String]) throws {
    let outcome = try lossaudit.run(command + ["--help"])
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let usage = try #require(outcome.output.range(of: "USAGE: "))
    // An entry is "  name  explanation", the explanation on further lines where the name is long.
    let entries = outcome.output[usage.upperBound...].split(separator: /\n  (?=[-<])/).dropFirst().map { entry in
      entry.prefix { $0 != "\n" }.matches(of: /--[a-z-]+|<[a-z]+>/).first.map { String($0.0) } ?? ""
    }
    #expect(Set(entries.filter { $0.hasPrefix("--") }) == Set(flags + ["--version", "--help"]))
    for entry in outcome.output[usage.upperBound...].split(separator: /\n  (?=[-<])/).dropFirst() {
      let explanation = entry.replacing(/^(-[a-z], )?(--[a-z-]+( <[^>]+>)?|<[a-z]+>( \.\.\.)?)/, with: "")
      #expect(explanation.contains(/[A-Za-z]{3}/), "\(entry)")
    }
  }

  @Test("no line of an explanation or example is torn by the width of a terminal", arguments: flags)
  func width(command: [String], _: [String]) throws {
    let help = try lossaudit.run(command + ["--help"]).output
    let lines = help.split(separator: "\n").filter { !$0.hasPrefix("USAGE: ") }
    #expect(lines.filter { $0.count > 80 } == [])
    // A continued example goes on with deeper indentation; a torn one begins a line with a flag at the margin.
    #expect(lines.filter { $0.hasPrefix("--") || $0.hasPrefix("\\") } == [])
  }
}
