import Foundation
import Losses
import TestSupport
import Testing

@Suite("Usage errors")
struct UsageErrorTests {
  static let train = ["train", "--dataset", "mnist", "--architecture", "preresnet-8", "--epochs", "1", "--output"]

  @Test(
    "end with 64, say what is wrong on standard error, and touch nothing",
    arguments: [
      (["atack", "x"], "no such command \"atack\"; did you mean \"attack\"?"),
      (["attack"], "Missing expected argument '<checkpoint>'"),
      (["attack", "m.zst", "--epsilon", "0.1"], "--epsilon: no such option; did you mean --epsilons?"),
      (["train", "--architechture", "preresnet-8"], "--architechture: no such option; did you mean --architecture?"),
      (["train", "--architecture", "preresnet-8", "--epochs", "1"], "Missing expected argument '--output <file>'"),
      (
        ["attack", "m.zst", "--epsilons", "-0.1"],
        "--epsilons: not an attack strength; expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, "
          + "found -0.1"
      ),
      (
        ["attack", "m.zst", "--epsilons", "0,8"],
        "--epsilons: not an attack strength; expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, "
          + "found 8"
      ),
      (["attack", "m.zst", "--epsilons", "0,,1"], "--epsilons: not an attack strength"),
      (["attack", "m.zst", "--attacks", "fgms"], "--attacks: unknown attack fgms; expected fgsm"),
      (["attack", "m.zst", "--attack-loss", "dlrr"], "did you mean dlr?"),
      (["attack", "m.zst", "--attack-loss", "bakial"], "did you mean baikal?"),
      (["attack", "m.zst", "--fail-below", "0.4"], "--fail-below: expected accuracy@ε, such as 0.4@8/255, found 0.4"),
      (["attack", "m.zst", "--fail-below", "0.4@9"], "--fail-below: not an attack strength"),
      (["attack", "m.zst", "--norm", "l3"], "The value 'l3' is invalid for '--norm <norm>'"),
      (
        ["attack", "m.zst", "--norm", "l2", "--epsilons", "0.5,-1"],
        "expected a number from 0, the L2 length of a change in pixel units, such as 0.5, found -1"
      ),
      (["attack", "m.zst", "--queries", "0"], "--queries: expected a number from 1 to 1000000, found 0"),
      (["attack", "m.zst", "--pgd-restarts", "5000"], "--pgd-restarts: expected a number from 1 to 1000, found 5000"),
      (["attack", "m.zst", "--limit", "0"], "--limit: expected a number from 1, found 0"),
      (["attack", "m.zst", "--chart", "c.pdf"], "--chart: expected a name ending in .png, found c.pdf"),
      (["attack", "m.zst", "n.zst", "--per-example", "f.csv"], "--per-example: expected one checkpoint"),
      (
        ["attack", "m.zst", "n.zst", "--save-adversarial", "f.safetensors"],
        "--save-adversarial: expected one checkpoint"
      ),
      (
        ["damage", "m.zst", "--kinds", "contrast,gausian-noise"],
        "pixelate, weight-noise, weight-dropout, found gausian-noise; did you mean gaussian-noise?"
      ),
      (["damage", "m.zst", "--chart", "c.svg"], "--chart: expected a name ending in .png, found c.svg"),
      (["slice", "m.zst", "--range", "1:-1"], "--range: expected first:last, the smaller first, such as -1:1"),
      (["slice", "m.zst", "--points", "many"], "The value 'many' is invalid for '--points <n>'"),
      (["slice", "m.zst", "--dimensions", "3"], "expected one or two directions, or 1 or 2 dimensions"),
      (train + ["m.pt"], "m.pt: not a name for a model; expected a name ending in .safetensors.zst or .safetensors"),
      (train + ["m.zst", "--loss", "bakial"], "bakial: no such loss"),
      (train + ["m.zst", "--loss", "taylorglo:1,2"], "not the numbers of a TaylorGLO loss"),
      (train + ["m.zst", "--label-smoothing", "1"], "label smoothing: out of range"),
      (train + ["m.zst", "--limit", "0"], "--limit: expected a number from 1, found 0"),
      (train + ["m.zst", "--batch-size", "0"], "--batch-size: expected a number from 1, found 0"),
      (train + ["m.zst", "--learning-rate", "0"], "--learning-rate: expected a number above 0, found 0.0"),
      (
        train + ["m.zst", "--drop-after", "3,x"],
        "--drop-after: expected epochs counted from 1, such as 7,9, or none, found x"
      ),
      (
        train + ["m.zst", "--recipe", "paper/alexnt"],
        "--recipe: no such recipe; expected paper/all-cnn-c, paper/wrn, paper/wrn-16-8, paper/wrn-28-5, "
          + "paper/wrn-svhn, paper/alexnet, paper/preresnet-20, found paper/alexnt; did you mean paper/alexnet?"
      ),
      (
        train + ["m.zst", "--recipe", "paper/wrn"],
        "--recipe: expected wrn-D-K as --architecture, since dropout is set, found preresnet-8"
      ),
      (
        train + ["m.zst", "--dropout", "0.1"],
        "--dropout: expected wrn-D-K as --architecture, since dropout is set, found preresnet-8"
      ),
      (train + ["m.zst", "--cutout", "70000"], "--cutout: expected a number from 0 to 65536, found 70000"),
      (
        ["train", "--dataset", "mnist", "--architecture", "preresnet-8", "--output", "m.zst"],
        "--epochs: say how many, or name a --recipe"
      ),
      (train + ["m.zst", "--threads", "0"], "--threads: expected a number from 1 to 1024, found 0"),
      (["train", "--architecture", "preresnet-9", "--epochs", "1", "--output", "m.zst"], "preresnet-9: no such depth"),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "fgsm", "--output", "e"],
        "--epsilon: the objective fgsm needs an attack strength, such as 8/255"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "accuracy", "--retry-below", "15", "--output", "e"],
        "--retry-below: expected an accuracy from 0 to 1, found 15"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "accuracy", "--retry-epoch", "0", "--output", "e"],
        "--retry-epoch: expected a number from 1, found 0"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "fgms", "--output", "e"],
        "Please provide one of 'accuracy', 'fgsm', 'worst-of' or 'pgd'"
      ),
      (["loss", "describe", "mse", "--classes", "1"], "--classes: expected a number from 2, found 1"),
      (["loss", "curve", "mse", "--formula", "guessed"], "--formula: expected exact or printed, found guessed"),
      (
        ["dataset", "inspect", "minst"],
        "minst: unknown data set; expected fashion-mnist, mnist, cifar-10, cifar-100, svhn, folder; did you mean mnist?"
      ),
      (["dataset", "fetch", "folder"], "folder: cannot be fetched: its images are your own"),
      (["dataset", "fetch", "mnist", "--extra"], "--extra: only svhn has extra images, found mnist"),
      (
        ["dataset", "fetch", "mnist", "--from", "mirror"],
        "--from: expected an address that begins with https:// or http://, found mirror"
      ),
      (
        ["dataset", "subset", "mnist", "--training", "81", "--test", "1", "--output", "part"],
        "--training: not a size for this data set; expected 1 to 80, found 81"
      ),
      (["run", "audit.yaml", "--set", "slices.sede=2"], "did you mean \"seed\"?"),
      (["run", "audit.yaml", "--set", "seeds"], "--set seeds: not an override; expected key=value"),
      (["run", "audit.yaml", "--set", "training.epochs=-1"], "expected a whole number from 1 to 100000, found \"-1\""),
      (["run", "audit.yaml", "--quite"], "--quite: no such option; did you mean --quiet?"),
    ])
  func table(arguments: [String], message: String) throws { try refuses(arguments, message) }

  private static let hardened = train + ["m.zst", "--adversarial"]

  @Test(
    "so do those about the attack of an adversarial training",
    arguments: [
      (hardened + ["pdg"], "Please provide one of 'fgsm' and 'pgd'"),
      (hardened + ["pgd"], "--adversarial-epsilon: say how far pgd may move a pixel, such as 8/255"),
      (
        hardened + ["pgd", "--adversarial-epsilon", "-0.1"],
        "--adversarial-epsilon: not an attack strength; expected a number from 0 to 1 in pixel units, such as 8/255 or "
          + "0.031, found -0.1"
      ),
      (
        train + ["m.zst", "--adversarial-epsilon", "8/255"],
        "--adversarial-epsilon: name the attack too, with --adversarial fgsm or pgd"
      ),
      (
        train + ["m.zst", "--adversarial-steps", "3"],
        "--adversarial-steps: name the attack too, with --adversarial fgsm or pgd"
      ),
      (
        hardened + ["fgsm", "--adversarial-epsilon", "8/255", "--adversarial-steps", "7"],
        "--adversarial-steps: expected --adversarial pgd beside it, since fgsm has one step, found 7"
      ),
      (
        hardened + ["pgd", "--adversarial-epsilon", "8/255", "--adversarial-steps", "0"],
        "--adversarial-steps: expected a number from 1 to 1000, found 0"
      ),
      (
        ["run", "audit.yaml", "--set", "training.adversarial.epsilon=8/255"],
        "training.adversarial.attack is not valid; expected one of fgsm, pgd, found nothing"
      ),
    ] as [([String], String)])
  func adversarial(arguments: [String], message: String) throws { try refuses(arguments, message) }

  private func refuses(_ arguments: [String], _ message: String) throws {
    let folder = try ScratchFolder()
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    try folder.write("dataset: {name: mnist}\nlosses: [mse]", to: "audit.yaml")
    let before = try folder.files(below: ".")
    let outcome = try Program(folder: folder).run(arguments)
    #expect(outcome.code == 64 && outcome.output == "")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains("--help' for more information"))
    #expect(try folder.files(below: ".") == before)
  }

  @Test("found after parsing show the usage of the command at fault")
  func usage() throws {
    let outcome = try Program(folder: ScratchFolder())("loss", "describe", "bakial")
    #expect(
      outcome.errors == """
        lossaudit: bakial: no such loss; expected \(LossName.usages); did you mean baikal?
        Usage: lossaudit loss describe <loss> [--classes <n>] [--label-smoothing <α>] [--threads <n>] [--json <file>] \
        [--quiet]
          See 'lossaudit loss describe --help' for more information.

        """)
  }
}
