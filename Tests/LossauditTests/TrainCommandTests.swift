import Datasets
import Foundation
import TestSupport
import Testing
import Training

@Suite("lossaudit train")
struct TrainCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  @Test("prints JSON with the agreed keys, progress apart from it")
  func json() throws {
    #expect(workshop.trained.code == 0)
    let result = try workshop.trained.object()
    #expect(Set(result.keys) == ["epochs", "test_accuracy", "checkpoint", "images_per_second"])
    let epochs = try #require(result["epochs"] as? [[String: Any]])
    #expect(epochs.map { $0["epoch"] as? Int } == [1, 2])
    for epoch in epochs {
      #expect(
        Set(epoch.keys)
          == ["epoch", "learning_rate", "training_loss", "training_accuracy", "validation_accuracy"])
    }
    #expect(result["checkpoint"] as? String == "model.safetensors.zst")
    #expect(workshop.trained.errors.hasPrefix("mnist from \(workshop.folder.path("data/mnist"))\nepoch 1: "))
  }

  @Test("leaves the model, the best epoch's and the history")
  func files() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path).filter {
      $0.hasPrefix("model.")
    }
    #expect(
      files.sorted() == ["model.best.safetensors.zst", "model.history.json", "model.safetensors.zst"])
  }

  @Test("any number of threads gives the same model; --json FILE holds what - prints; --quiet is quiet")
  func threads() throws {
    var outcomes: [Program.Outcome] = []
    for threads in ["1", "2"] {
      outcomes.append(
        try workshop.lossaudit.run(
          Workshop.training + [
            "--epochs", "1", "--threads", threads, "--output", "t\(threads).safetensors.zst", "--json",
            "t\(threads).json", "--quiet",
          ]))
    }
    #expect(outcomes.allSatisfy { $0.code == 0 && $0.errors == "" })
    #expect(outcomes[0].output.hasPrefix("t1.safetensors.zst: test accuracy 0."))
    #expect(try workshop.folder.data("t1.safetensors.zst") == workshop.folder.data("t2.safetensors.zst"))
    let object = try JSONSerialization.jsonObject(with: workshop.folder.data("t1.json")) as? [String: Any]
    #expect(object?["checkpoint"] as? String == "t1.safetensors.zst")
  }

  @Test(
    "every instruction set gives the same model, and the same audit of it",
    arguments: ["preresnet-8", "wrn-10-1"])
  func instructionSets(architecture: String) throws {
    // A processor without one of them takes the next best.
    let found = try ["portable", "avx2", "avx512"].map { name in
      let model = "\(architecture)-\(name).safetensors.zst", audit = "\(architecture)-\(name).csv"
      for arguments in [
        [
          "train", "--dataset", "mnist", "--architecture", architecture, "--loss", "baikal", "--epochs", "1", "--limit",
          "32",
          "--batch-size", "8", "--output", model, "--quiet",
        ],
        [
          "attack", model, "--attacks", "fgsm,apgd-ce", "--iterations", "5", "--epsilons", "0.02,0.1", "--limit", "8",
          "--per-example", audit, "--quiet",
        ],
      ] {
        let outcome = try workshop.lossaudit.run(arguments, environment: ["LOSSAUDIT_ISA": name])
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      return try [workshop.folder.data(model), workshop.folder.data(audit)]
    }
    #expect(Set(found).count == 1)
  }

  @Test("a recipe sets what no flag does, and is recorded in the checkpoint")
  func recipe() throws {
    let outcome = try workshop.lossaudit.run(
      [
        "train", "--dataset", "mnist", "--architecture", "wrn-10-1", "--recipe", "paper/wrn", "--epochs", "1",
        "--batch-size", "16", "--no-horizontal-flip", "--drop-after", "none", "--measure-normalisation", "--output",
        "wide.safetensors.zst", "--quiet",
      ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let model = try ModelFile.read(workshop.folder.path("wide.safetensors.zst"))
    var expected = RecipeName.wideResNet.settings
    (expected.epochs, expected.batchSize, expected.schedule.dropAfter) = (1, 16, [])
    expected.augmentation.horizontalFlip = false
    #expect(model.settings == expected)
    // Not the usual one of these digits.
    #expect(model.normalisation != DatasetName.mnist.facts?.normalisation)
  }

  @Test("the attack of an adversarial training is recorded in the checkpoint")
  func adversarial() throws {
    let outcome = try workshop.lossaudit.run(
      Workshop.training + [
        "--epochs", "1", "--adversarial", "pgd", "--adversarial-epsilon", "8/255", "--adversarial-steps", "2",
        "--output",
        "hard.safetensors.zst", "--quiet",
      ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let adversarial = try #require(
      try ModelFile.read(workshop.folder.path("hard.safetensors.zst")).settings?.adversarial)
    #expect("\(adversarial)" == "pgd at ε 8/255" && adversarial.steps == 2 && adversarial.loss == .crossEntropy)
  }

  @Test("a training that diverges fails with 1, keeps its model and says what to try")
  func diverged() throws {
    let outcome = try workshop.lossaudit.run(
      Workshop.training + ["--epochs", "2", "--learning-rate", "1e30", "--output", "far.safetensors.zst"])
    #expect(outcome.code == 1 && outcome.output == "")
    #expect(
      outcome.errors.hasSuffix(
        "lossaudit: far.safetensors.zst: the training diverged in epoch 1: the loss is no longer a finite number; "
          + "its model is kept; try a lower --learning-rate\n"))
    let history = try JSONSerialization.jsonObject(with: workshop.folder.data("far.history.json")) as? [[String: Any]]
    #expect(history?.last?["training_loss"] is NSNull && history?.last?["non_finite"] != nil)
  }

  @Test("damaged test images are told before anything runs")
  func damagedTest() throws {
    let data = try ScratchFolder()
    try SyntheticDigits.write(to: "data", in: data)
    try data.write(data.data("data/t10k-labels-idx1-ubyte").dropLast(), to: "data/t10k-labels-idx1-ubyte")
    let outcome = try workshop.lossaudit.run(
      Workshop.training + [
        "--epochs", "1", "--data-dir", data.path("data"), "--output", data.path("m.safetensors.zst"), "--quiet",
      ])
    #expect(outcome.code == 1 && outcome.errors.contains("t10k-labels-idx1-ubyte: byte 31: the file is truncated"))
    #expect(try names(in: data.path) == ["data"])
  }

  @Test("an architecture that cannot take the images is told before anything runs")
  func size() throws {
    let outcome = try workshop.lossaudit(
      "train", "--dataset", "mnist", "--architecture", "alexnet", "--epochs", "1", "--output", "a.safetensors.zst",
      "--quiet")
    #expect(outcome.code == 1)
    #expect(
      outcome.errors == "lossaudit: alexnet: cannot take these images; expected images of 32x32 pixels, found 12x12\n")
  }
}
