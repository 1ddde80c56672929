import Losses
import TestSupport
import Testing

@Suite("Usage errors")
struct UsageErrorTests {
  @Test(
    "end with 64, say what is wrong on standard error, and touch nothing",
    arguments: [
      (["atack", "x"], "no such command \"atack\"; did you mean \"attack\"?"),
      (["attack"], "Missing expected argument '<checkpoint>'"),
      (["attack", "m.zst", "--epsilon", "0.1"], "--epsilon: no such option; did you mean --epsilons?"),
      (["attack", "m.zst", "--eps", "0.1"], "--eps: no such option; did you mean --epsilons?"),
      (["attack", "m.zst", "--epsilons", "8"], "such as 8/255 or 0.031, found 8; did you mean 8/255?"),
      (
        ["attack", "m.zst", "--epsilons", "0,", "8/255"],
        "--epsilons: write lists with commas, as in --epsilons 0,8/255"
      ),
      (
        ["attack", "m.zst", "--dataset", "data"],
        "svhn, folder; for images of your own: --dataset folder --data-dir data"
      ),
      (["train", "--architechture", "preresnet-8"], "--architechture: no such option; did you mean --architecture?"),
      (["train", "--architecture", "preresnet-8", "--epochs", "1"], "Missing expected argument '--output <file>'"),
      (["loss", "describe", "mse", "--classes", "1"], "--classes: expected a number from 2, found 1"),
      (["loss", "curve", "mse", "--formula", "guessed"], "--formula: expected exact or printed, found guessed"),
      (
        ["dataset", "inspect", "minst"],
        "minst: unknown data set; expected fashion-mnist, mnist, cifar-10, cifar-100, svhn, folder; did "
          + "you mean mnist?"
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
      (["run", "audit.yaml", "--set", "training.epochs=-1"], "expected a whole number from 1 to 100000, found -1"),
      (["run", "audit.yaml", "--quite"], "--quite: no such option; did you mean --quiet?"),
    ] as [([String], String)])
  func table(arguments: [String], message: String) throws { try UsageError.expect(message, of: arguments) }

  @Test("found after parsing show the usage of the command at fault")
  func usage() throws {
    let outcome = try Program(folder: ScratchFolder())("loss", "describe", "bakial")
    #expect(
      outcome.errors == """
        lossaudit: bakial: no such loss; expected \(LossName.usages); did you mean baikal?
        Usage: lossaudit loss describe <loss> [--classes <n>] [--label-smoothing <α>] [--normalise-scale] \
        [--format <name>] [--threads <n>] [--json <file>] [--quiet]
          See 'lossaudit loss describe --help' for more information.

        """)
  }
}
