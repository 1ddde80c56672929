import ArgumentParser
import Datasets
import Files
import LossEvolution
import Losses
import Models
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
      winner, which train takes as --loss; where all candidates are alike, or none is
      above chance, it says so and names none.

      Example:
        lossaudit evolve --dataset fashion-mnist --architecture all-cnn-mini \\
          --objective worst-of --epsilon 0.05 --output robust-loss

      With --executor slurm a cluster trains the candidates, to the same bytes; the
      output, the data and the program lie where its machines see them. The flags of
      Slurm have the names of its keys in an audit file.
      """)

  @OptionGroup var problem: ProblemOptions
  @OptionGroup var evolution: EvolutionOptions
  @OptionGroup var recipe: RecipeOption
  @OptionGroup var training: TrainingOptions
  @OptionGroup var adversarial: AdversarialOptions
  @OptionGroup var normalisation: NormalisationOption
  @OptionGroup var heldOut: HeldOutOption
  @OptionGroup var seed: SeedOption
  @Option(
    name: .shortAndLong, help: ArgumentHelp("The search's folder, new or of the same search.", valueName: "folder"))
  var output: String
  @OptionGroup var executor: ExecutorOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Interruption.endAtOnce(.goesOn)
    let architecture = try problem.architecture()
    let partial = try training.settings(over: recipe.draft().partial, adversarial, for: architecture)
    let settings = try evolution.settings(partial), seed = try seed.value()
    let execution = try executor.execution()
    var section = AuditFile.DataSection()
    section.name = try problem.dataset()
    try heldOut.set(in: &section)
    section.folder = problem.data.dataDir
    section.options = try problem.data.reading.options()
    section.normalisation = normalisation.source
    section.extra = problem.extra.extra ? true : nil
    try common.requireWritable(folders: [output])
    let console = common.console
    let lock = try FolderLock(
      besides: output, what: "the search's folder", advice: "wait for it, or choose another folder with --output")
    defer { withExtendedLifetime(lock) {} }
    let study = try SearchStudy(
      settings, seed: seed, section: section, architecture: architecture, execution: execution,
      precise: engine.precise, in: output)
    console.log("\(section.name.rawValue) from \(study.dataFolder)")
    Interruption.listen()
    let record = try study.run(in: engine.context(common, console), console: console)
    console.finish()
    try common.output(record, text: record.words)
  }
}
