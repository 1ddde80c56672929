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
      Each candidate is trained for a few epochs and scored on held-out images: by accuracy, or by what survives FGSM.
      Every candidate is on disk as soon as it is known; an interrupted search goes on with the same command.

      Example:
        lossaudit evolve --dataset fashion-mnist --architecture all-cnn-mini --objective worst-of --epsilon 0.05 \\
          --population 20 --generations 40 --output robust-loss
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "Architecture: \(ArchitectureName.patterns.joined(separator: ", ")).") var architecture: String

  @Option(
    help: """
      What a candidate is rewarded for: accuracy; fgsm, accuracy under FGSM through the candidate loss itself; or \
      worst-of, what survives FGSM through the candidate loss, cross-entropy and DLR alike.
      """)
  var objective: EvolutionObjective

  @Option(help: "Attack strength of fgsm and worst-of, in pixel units: 8/255 or 0.031.") var epsilon: String?

  @Option(help: "Candidates of a generation.") var population = 20
  @Option(help: "Generations.") var generations = 40
  @Option(help: "First step of CMA-ES around the all-zero loss.") var sigma = 1.2
  @Option(help: "Order of the Taylor polynomial.") var order = 3
  @Option(
    help:
      "Losses that cannot train score 0 untrained, as judged by: \(Invariant.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var invariant = Invariant.exact
  @Option(help: "Epochs of partial training.") var epochs = 2
  @OptionGroup var training: TrainingOptions
  @Option(help: "Training images of partial training (default: all that are not held out).") var trainingImages: Int?
  @Option(help: "Training images held out to score candidates.") var validation = 1000
  @Option(help: "Initialisations over which a fitness is averaged.") var initialisations = 1
  @Flag(help: "Draw new initialisations in every generation, as published.") var freshSeeds = false
  @Option(help: "Further attempts for a training that stays below 0.15.") var retries = 0
  @Option(help: "Best candidates trained again on fresh seeds, beside the distribution's mean.") var finalists = 3
  @Option(help: "Fresh seeds for each of them.") var finalistSeeds = 2
  @OptionGroup var seed: SeedOption
  @Option(help: ArgumentHelp("The search's folder.", valueName: "folder")) var output: String
  @OptionGroup var common: CommonOptions

  func run() throws {
    let (architecture, epsilon) = try usage {
      (
        try ArchitectureName(parsing: self.architecture),
        try self.epsilon.map { try Epsilon(parsing: $0, at: "--epsilon") }
      )
    }
    guard !objective.isRobust || epsilon != nil else {
      throw ValidationError("--epsilon: the objective \(objective.rawValue) needs an attack strength, such as 8/255")
    }
    guard population >= 2, generations >= 1, sigma > 0, (1...6).contains(order), initialisations >= 1, retries >= 0,
      finalists >= 0, finalistSeeds >= 1, trainingImages ?? 1 >= 1
    else {
      throw ValidationError(
        "expected --population from 2, --generations, --initialisations and --finalist-seeds from 1, --sigma above 0,"
          + " --order from 1 to 6, --retries and --finalists from 0")
    }
    guard let name = data.dataset else { throw ValidationError("--dataset: name the data set to train on") }
    let datasetName = try usage { try DatasetName(parsing: name) }
    let settings = EvolutionSettings(
      objective: objective, epsilon: objective.isRobust ? epsilon : nil, order: order, populationSize: population,
      generations: generations, sigma: sigma, invariant: invariant, training: try training.settings(epochs: epochs),
      trainingImages: trainingImages, initialisations: initialisations, freshSeeds: freshSeeds, retries: retries,
      finalists: finalists, finalistSeeds: finalistSeeds)
    let console = common.console
    let study = try StudyData(
      .init(name: datasetName, folder: data.dataDir, training: nil, validation: validation, test: nil))
    console.log("\(name) from \(study.folder)")
    let search = LossSearch(
      evaluation: CandidateEvaluation(
        network: try study.network(architecture), training: study.evolutionTraining, validation: study.validation,
        settings: settings), seed: seed.seed, folder: output, threads: common.threads)
    Interruption.listen()
    let record = try search.run { progress in
      console.progress(
        "evolving", done: Double(progress.done), total: Double(progress.total),
        detail: String(format: "\(progress.stage), best fitness %.3f", progress.bestFitness))
    } check: {
      try Interruption.check()
    }
    console.finish()
    try common.output(record, text: record.winner)
  }
}
