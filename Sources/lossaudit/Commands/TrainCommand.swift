import ArgumentParser
import Datasets
import Files
import Foundation
import Losses
import Models
import Statistics
import Studies
import Tensors
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one classifier with one loss.",
    discussion: """
      Writes the last epoch's model, NAME.history.json and, where images were held
      out, the best epoch's model as NAME.best.safetensors.zst; files of these
      names are replaced. An interrupted training goes on with the same command.

      Example:
        lossaudit train --dataset fashion-mnist --architecture all-cnn-mini \\
          --loss baikal --epochs 10 --output baikal.safetensors.zst

      A recipe holds the settings of a publication; flags beside it win over it:
        lossaudit train --dataset fashion-mnist --architecture wrn-10-2 \\
          --recipe paper/wrn --dropout 0 --output wide.safetensors.zst
      """)

  @OptionGroup var problem: ProblemOptions

  @Option(help: "Loss: \(LossName.usages).") var loss: String = "cross-entropy"

  @OptionGroup var smoothing: LabelSmoothingOption
  @OptionGroup var recipe: RecipeOption
  @OptionGroup var training: TrainingOptions
  @OptionGroup var adversarial: AdversarialOptions
  @OptionGroup var attraction: AttractionOptions
  @OptionGroup var keeping: KeepingOption
  @OptionGroup var normalisation: NormalisationOption
  @OptionGroup var seed: SeedOption
  @OptionGroup var images: TrainingImagesOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("The model's file, NAME.safetensors.zst.", valueName: "file"))
  var output: String

  @OptionGroup var engine: EngineOptions
  @OptionGroup var common: CommonOptions

  struct Result: Encodable {
    var epochs: [EpochRecord]
    var testAccuracy: Double
    var checkpoint: String
    var imagesPerSecond: Double
    /// Present where the model knows no more than chance.
    var atChance: Bool?

    enum CodingKeys: String, CodingKey {
      case atChance = "at_chance"
      case epochs, checkpoint
      case testAccuracy = "test_accuracy"
      case imagesPerSecond = "images_per_second"
    }
  }

  func run() throws {
    Interruption.endAtOnce(.goesOn)
    try common.requireWritable(output)
    let console = common.console
    let context = engine.context(common, console)
    let (classifier, history, speed) = try train(console, context)
    let test = try TestImages.load(
      problem.dataset(), folder: problem.data.dataDir, options: problem.data.reading.options()
    ).images
    let right = classifier.correct(on: test, engine: context.engine).count { $0 }
    let accuracy = Accuracy(correct: right, total: test.count)
    let chance = Chance(labels: test.labels)
    let isAtChance = chance.canBeExceeded(on: test.count) && chance.isReached(by: accuracy)
    let warning = String(format: "the training ended at chance, which is %.1f %%", 100 * chance.share)
    if isAtChance { console.log("note: \(warning); try another --learning-rate or more --epochs") }
    try common.output(
      Result(
        epochs: history, testAccuracy: accuracy.accuracy, checkpoint: output, imagesPerSecond: speed,
        atChance: isAtChance ? true : nil),
      text: String(
        format: "%@: test accuracy %.4f (95 %%: %.4f to %.4f, n = %d)", output, accuracy.accuracy,
        accuracy.interval.lower, accuracy.interval.upper, test.count) + (isAtChance ? "; \(warning)" : ""))
  }

  /// Trains and leaves the model's files; no image is held any more afterwards.
  private func train(
    _ console: Console, _ context: JobContext
  ) throws -> (Classifier, history: [EpochRecord], imagesPerSecond: Double) {
    let run = try prepared(console), trainer = run.trainer
    let lock = try FolderLock(
      besides: output, what: "the training's output", advice: "wait for it, or choose another name with --output")
    defer { withExtendedLifetime(lock) {} }
    Interruption.listen()
    let start = ContinuousClock.now
    var epochs = 0
    let (state, outcome) = try run.run(in: context) { record in
      epochs += 1
      let validation = record.validationAccuracy.map { String(format: ", validation %.4f", $0) } ?? ""
      console.log(
        String(
          format: "epoch %d: loss %.4f, training accuracy %.4f", record.epoch, record.trainingLoss.unsignedNaN,
          record.trainingAccuracy) + validation)
    }
    if case .diverged(let epoch) = outcome {
      throw FileError(
        output, "the training diverged in epoch \(epoch): the loss is no longer a finite number",
        advice: "its model is kept; try a lower --learning-rate")
    }
    return (
      Classifier(network: trainer.network, weights: state.weights), state.history,
      Double(epochs * trainer.stepsPerEpoch * trainer.batchSize) / max((ContinuousClock.now - start).seconds, 1e-9)
    )
  }

  /// The training, of what the flags say. All images are read, so that what is wrong is said now; those of the test are
  /// not kept while it trains.
  private func prepared(_ console: Console) throws -> TrainingRun {
    let loss = try usage { try Loss(parsing: self.loss, labelSmoothing: smoothing.value()) }
    let architecture = try problem.architecture()
    var settings = try training.settings(over: recipe.draft().settings, adversarial, for: architecture)
    try attraction.set(in: &settings)
    try keeping.set(in: &settings)
    guard training.epochs != nil || recipe.recipe != nil else {
      throw ValidationError("--epochs: say how many, or name a --recipe")
    }
    let seed = try seed.value(), (limit, validation) = try images.values()
    let name = try problem.dataset().rawValue
    let dataset = try problem.data.load(name, withExtra: problem.extra.extra, console: console)
    let available = limit.map { dataset.training.stratified($0, seed: seed) } ?? dataset.training
    if limit != nil, let shortage = available.classShortage(of: dataset.classNames) { console.log("note: \(shortage)") }
    guard (0..<available.count).contains(validation) else {
      throw ValidationError("--validation: expected fewer than \(available.count) images, found \(validation)")
    }
    let split = ValidationSplit.indices(labels: available.labels, validation: validation, seed: seed)
    let normalisation =
      try self.normalisation.source?.normalisation(of: available, folder: dataset.folder) ?? dataset.normalisation
    let images = available.with(meanPixel: normalisation.mean)
    let network = try architecture.network(
      input: dataset.training.shape, classes: dataset.classes, mean: normalisation.mean,
      standardDeviation: normalisation.standardDeviation, dropout: settings.dropout.map { Float($0) })
    let trainer = Trainer(
      network: network, loss: loss, settings: settings,
      training: validation == 0 ? images : images.subset(split.training),
      validation: validation == 0 ? nil : images.subset(split.validation), seed: seed)
    let description = try ModelFile(
      classifier: Classifier(network: network, weights: Weights(layout: network.layout)), architecture: architecture,
      dataset: name, normalisation: normalisation, loss: loss, seed: seed, settings: settings, history: [],
      classNames: dataset.ownClassNames, reading: problem.data.reading.options())
    return try usage { try TrainingRun(trainer: trainer, description: description, path: output) }
  }
}
