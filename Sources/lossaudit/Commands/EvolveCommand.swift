import ArgumentParser
import Datasets
import Files
import Foundation
import LossEvolution
import Losses
import Models
import Robustness
import Studies
import Training

struct EvolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evolve",
    abstract: "Search for a TaylorGLO loss by CMA-ES.",
    discussion: """
      Each candidate is trained for a few epochs and scored on held-out images: by
      accuracy, or by what survives FGSM. Every candidate is on disk as soon as it
      is known; an interrupted search goes on with the same command. Prints the
      winner, which train takes as --loss.

      Example:
        lossaudit evolve --dataset fashion-mnist --architecture all-cnn-mini \\
          --objective worst-of --epsilon 0.05 --output robust-loss
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var extra: ExtraOption

  @Option(
    help: ArgumentHelp(
      "Architecture: \(ArchitectureName.patterns.joined(separator: ", ")).", valueName: "name"))
  var architecture: String

  @Option(
    help: ArgumentHelp(
      """
      What a candidate is rewarded for: accuracy; fgsm, accuracy under FGSM through the candidate loss itself; \
      worst-of, what survives FGSM through the candidate loss, cross-entropy and DLR alike; or pgd, what survives \
      five steps of PGD through cross-entropy and through DLR. (default: \
      \(EvolutionObjective.usual(isRobust: true).rawValue) with --epsilon, \
      \(EvolutionObjective.usual(isRobust: false).rawValue) without)
      """, valueName: "name"))
  var objective: EvolutionObjective?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Attack strength of fgsm, worst-of and pgd, from 0 to 1 in pixel units: 8/255 or 0.031.", valueName: "ε"))
  var epsilon: String?

  @Option(help: ArgumentHelp("Candidates of a generation.", valueName: "n")) var population = 20
  @Option(help: ArgumentHelp("Generations.", valueName: "n")) var generations = 40
  @Option(help: ArgumentHelp("First step of CMA-ES around the all-zero loss.", valueName: "σ")) var sigma = 1.2
  @Option(help: ArgumentHelp("Order of the Taylor polynomial, from 1 to 6.", valueName: "n")) var order = 3
  @Option(
    help: ArgumentHelp(
      "Condition for a loss to train at all; candidates that violate it score 0 untrained.", valueName: "name"))
  var invariant = Invariant.exact
  @Option(
    help: ArgumentHelp(
      "Epochs that each candidate is trained for. (default: 2, or a tenth of the recipe's)", valueName: "n"))
  var epochs: Int?
  @OptionGroup var training: TrainingOptions
  @Option(
    help: ArgumentHelp(
      "Images that each candidate is trained on. (default: all that are not held out)", valueName: "n"))
  var trainingImages: Int?
  @Option(help: ArgumentHelp("Training images held out to score candidates.", valueName: "n")) var validation = 1000
  @Option(help: ArgumentHelp("Initialisations over which a fitness is averaged.", valueName: "n"))
  var initialisations = 1
  @Flag(help: "Draw new initialisations in every generation, as published.") var freshSeeds = false
  @Option(
    help: ArgumentHelp(
      """
      Further attempts, each from another seed, for a training that diverges or is aborted below --retry-below. \
      Published are 2, and none against FGSM.
      """, valueName: "n"))
  var retries = 0
  @Option(
    help: ArgumentHelp(
      "Validation accuracy under which a training is aborted, where there are retries.", valueName: "accuracy"))
  var retryBelow = 0.15
  @Option(
    help: ArgumentHelp("Epoch after which it is, or the last of a shorter training.", valueName: "epoch"))
  var retryEpoch = 10
  @Option(
    help: ArgumentHelp(
      "Best candidates trained again on fresh seeds, beside the distribution's mean.", valueName: "n"))
  var finalists = 3
  @Option(help: ArgumentHelp("Fresh seeds on which each finalist is trained.", valueName: "n")) var finalistSeeds = 2
  @OptionGroup var seed: SeedOption
  @Option(help: ArgumentHelp("The search's folder, new or of the same search.", valueName: "folder")) var output: String
  @OptionGroup var engine: EngineOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let (architecture, epsilon) = try usage {
      (
        try ArchitectureName(parsing: self.architecture),
        try self.epsilon.map { try Epsilon(parsing: $0, at: "--epsilon") }
      )
    }
    let objective = objective ?? .usual(isRobust: epsilon != nil)
    guard !objective.isRobust || epsilon != nil else {
      throw ValidationError("--epsilon: the objective \(objective.rawValue) needs an attack strength, such as 8/255")
    }
    guard sigma > 0, sigma.isFinite else { throw ValidationError("--sigma: expected a number above 0, found \(sigma)") }
    guard (1...6).contains(order) else {
      throw ValidationError("--order: expected a number from 1 to 6, found \(order)")
    }
    for (flag, value, least) in [
      ("--population", population, 2), ("--generations", generations, 1), ("--initialisations", initialisations, 1),
      ("--finalist-seeds", finalistSeeds, 1), ("--training-images", trainingImages ?? 1, 1), ("--retries", retries, 0),
      ("--retry-epoch", retryEpoch, 1), ("--finalists", finalists, 0), ("--validation", validation, 1),
    ] where value < least {
      throw ValidationError("\(flag): expected a number from \(least), found \(value)")
    }
    guard (0...1).contains(retryBelow) else {
      throw ValidationError("--retry-below: expected an accuracy from 0 to 1, found \(retryBelow)")
    }
    guard let name = data.dataset else { throw ValidationError("--dataset: name the data set to train on") }
    let datasetName = try usage { try DatasetName(parsing: name) }
    let partial = try training.settings(for: architecture, epochs: epochs, isPartial: true)
    try extra.validate(for: datasetName)
    let settings = EvolutionSettings(
      objective: objective, epsilon: objective.isRobust ? epsilon : nil, order: order, populationSize: population,
      generations: generations, sigma: sigma, invariant: invariant, training: partial,
      trainingImages: trainingImages, initialisations: initialisations, freshSeeds: freshSeeds, retries: retries,
      retryBelow: retryBelow, retryEpoch: retryEpoch, finalists: finalists, finalistSeeds: finalistSeeds)
    let console = common.console
    let study = try StudyData(
      .init(
        name: datasetName, folder: data.dataDir, training: nil, validation: validation, test: nil,
        normalisation: training.normalisation, extra: extra.extra ? true : nil))
    console.log("\(name) from \(study.folder)")
    let search = LossSearch(
      evaluation: CandidateEvaluation(
        network: try study.network(architecture, partial), training: study.evolutionTraining,
        validation: study.validation,
        settings: settings), seed: seed.seed, folder: output)
    Interruption.listen()
    let record = try search.run(in: engine.context(common, console))
    console.finish()
    try common.output(record, text: record.winner.name)
  }
}
