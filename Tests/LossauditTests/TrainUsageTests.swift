import Testing

@Suite("Usage errors of train and evolve")
struct TrainUsageTests {
  private static let train = [
    "train", "--dataset", "mnist", "--architecture", "preresnet-8", "--epochs", "1", "--output",
  ]

  @Test(
    "a training is refused with 64, and touches nothing",
    arguments: [
      (train + ["m.pt"], "m.pt: not a name for a model; expected a name ending in .safetensors.zst or .safetensors"),
      (train + ["m.zst", "--loss", "bakial"], "bakial: no such loss"),
      (train + ["m.zst", "--loss", "taylorglo:1,2"], "not the numbers of a TaylorGLO loss"),
      (train + ["m.zst", "--label-smoothing", "1"], "--label-smoothing: expected a number from 0, below 1, found 1"),
      (train + ["m.zst", "--limit", "0"], "--limit: expected a whole number from 1, found 0"),
      (train + ["m.zst", "--batch-size", "0"], "--batch-size: expected a whole number from 1 to 65536, found 0"),
      (train + ["m.zst", "--learning-rate", "0"], "--learning-rate: expected a number above 0, found 0"),
      (train + ["m.zst", "--drop-after", "3,x"], "--drop-after: expected an epoch counted from 1, found x"),
      (
        train + ["m.zst", "--recipe", "paper/alexnt"],
        "--recipe: expected one of paper/all-cnn-c, paper/wrn, paper/wrn-16-8, paper/wrn-28-5, "
          + "paper/wrn-svhn, paper/alexnet, paper/preresnet-20, found paper/alexnt; did you mean paper/alexnet?"
      ),
      (
        train + ["m.zst", "--recipe", "paper/wrn"],
        "--architecture: expected wrn-D-K, since dropout is set to 0.3, found preresnet-8; the others have"
      ),
      (
        train + ["m.zst", "--dropout", "0.1"],
        "--architecture: expected wrn-D-K, since dropout is set to 0.1, found preresnet-8; the others have"
      ),
      (train + ["m.zst", "--cutout", "70000"], "--cutout: expected a whole number from 0 to 65536, found 70000"),
      (
        ["train", "--dataset", "mnist", "--architecture", "preresnet-8", "--output", "m.zst"],
        "--epochs: say how many, or name a --recipe"
      ),
      (train + ["m.zst", "--threads", "0"], "--threads: expected a number from 1 to 1024, found 0"),
      (["train", "--architecture", "preresnet-9", "--epochs", "1", "--output", "m.zst"], "preresnet-9: no such depth"),
    ] as [([String], String)])
  func training(arguments: [String], message: String) throws { try UsageError.expect(message, of: arguments) }

  @Test(
    "so is one under an attack",
    arguments: [
      (
        train + ["m.zst", "--adversarial", "pdg"],
        "--adversarial: expected one of fgsm, pgd, found pdg; did you mean pgd?"
      ),
      (
        train + ["m.zst", "--adversarial", "pgd"],
        "--adversarial-epsilon: expected an attack strength such as 8/255, since the attack is pgd, found "
          + "nothing"
      ),
      (
        train + ["m.zst", "--adversarial", "pgd", "--adversarial-epsilon", "-0.1"],
        "--adversarial-epsilon: expected a number from 0 to 1 in pixel units, such as 8/255 or 0.031, "
          + "found -0.1"
      ),
      (train + ["m.zst", "--adversarial-epsilon", "8/255"], "--adversarial: expected one of fgsm, pgd, found nothing"),
      (train + ["m.zst", "--adversarial-steps", "3"], "--adversarial: expected one of fgsm, pgd, found nothing"),
      (
        train + ["m.zst", "--adversarial", "fgsm", "--adversarial-epsilon", "8/255", "--adversarial-steps", "7"],
        "--adversarial-steps: expected 1, the one step of fgsm, found 7"
      ),
      (
        train + ["m.zst", "--adversarial", "pgd", "--adversarial-epsilon", "8/255", "--adversarial-steps", "0"],
        "--adversarial-steps: expected a whole number from 1 to 1000, found 0"
      ),
      (
        ["run", "audit.yaml", "--set", "training.adversarial.epsilon=8/255"],
        "training.adversarial.attack: expected one of fgsm, pgd, found nothing"
      ),
    ] as [([String], String)])
  func adversarial(arguments: [String], message: String) throws { try UsageError.expect(message, of: arguments) }

  @Test(
    "so is an evolution",
    arguments: [
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "fgsm", "--output", "e"],
        "--epsilon: expected an attack strength such as 8/255, since the objective is fgsm, found nothing"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "accuracy", "--retry-below", "15", "--output", "e"],
        "--retry-below: expected a number from 0 to 1, found 15"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "accuracy", "--retry-epoch", "0", "--output", "e"],
        "--retry-epoch: expected a whole number from 1 to 100000, found 0"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--objective", "fgms", "--output", "e"],
        "--objective: expected one of accuracy, fgsm, worst-of, pgd, autoattack-lite, area, trade-off, found fgms; did you mean fgsm?"
      ),
      (
        ["evolve", "--architecture", "preresnet-8", "--retries", "1000", "--output", "e"],
        "--retries: expected a whole number from 0 to 100, found 1000"
      ),
    ] as [([String], String)])
  func evolve(arguments: [String], message: String) throws { try UsageError.expect(message, of: arguments) }
}
