import EvolutionStrategies
import Files
import Foundation
import Statistics

/// A search between two generations, as `state.json` in its folder holds it.
struct SearchState: Codable {
  /// All that decides the search's bits.
  var identity: Identity
  /// CMA-ES after the last whole generation.
  var strategy: CMAES
  var generations: [EvolutionRecord.Generation]
  /// The best candidates so far, for the final.
  var elite: [CandidateResult]
  /// All candidates so far; `nil` in the state of a version that did not keep them.
  var candidates: [CandidateResult]?
  /// Candidates and evaluations that were made again, so far; they count towards the budget.
  var spent: Int?
  /// The restarts that were made.
  var restarts: Int?
  /// The handling of noise; `nil` where it is off.
  var noise: NoiseHandling?
  /// The model of the fitness; `nil` where it is off.
  var surrogate: Surrogate?
  /// The front of all candidates so far; `nil` where the search does not keep it.
  var front: ParetoFront?

  /// The state before the first generation; `start` is where CMA-ES starts.
  init(identity: Identity, settings: EvolutionSettings, start: [Double], seed: UInt64) {
    self.identity = identity
    var options = CMAES.Settings(seed: seed)
    options.populationSize = settings.populationSize
    if settings.options.noiseHandling {
      noise = NoiseHandling(
        dimension: settings.genomeCount, maximumEvaluations: settings.options.noiseEvaluations,
        widening: settings.options.noiseWidening)
      // σ that is kept up against noise is no divergence.
      options.tolerances.tolfacupx = nil
    }
    strategy = CMAES(start: start, sigma: settings.sigma, settings: options)
    if settings.options.surrogate == true {
      surrogate = Surrogate(dimension: settings.genomeCount, populationSize: settings.populationSize)
    }
    generations = []
    elite = []
    candidates = []
    front = settings.pareto == true ? ParetoFront() : nil
  }

  static func path(in folder: String) -> String { "\(folder)/state.json" }

  func write(to folder: String) throws { try AtomicFile.write(Seal.encode(self), to: Self.path(in: folder)) }

  /// The state of the search `identity` that `folder` holds, `nil` where it holds none.
  static func read(in folder: String, of identity: Identity) throws -> SearchState? {
    let path = path(in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try AtomicFile.read(path)
    try Seal.verify(
      data, path: path, advice: "choose another folder, or remove the file to have it made again from the candidates")
    let state: SearchState
    do { state = try StableJSON.decode(SearchState.self, from: data, path: path) } catch var error as FileError {
      error.advice = "remove it: the candidates on disk are not trained again"
      throw error
    }
    try identity.require(
      state.identity, in: path, else: "belongs to another search",
      advice: "choose another folder, or remove this one to start over")
    return state
  }

  /// How many times the initialisations of the settings one fitness is averaged over, in the next generation.
  var evaluations: Int { noise?.evaluations ?? 1 }

  /// Takes in the next generation.
  ///
  /// Of all candidates so far, the best few remain for the final. Where CMA-ES has converged and may be restarted, it
  /// starts again at `start`.
  mutating func tell(_ generation: LossSearch.Generation, settings: EvolutionSettings, start: [Double]) {
    let results = generation.results
    let count = evaluations, again = results.count { $0.fitnessesAgain != nil }
    let cost = (results.count + again) * count
    strategy.tell(SearchRanking.values(results), evaluations: cost)
    if let model = generation.surrogate?.model { strategy.inject(model) }
    spent = (spent ?? 0) + cost
    let fitnesses = results.map(\.toldFitness)
    let finished = results.filter { ![.stoppedAtRung, .predicted].contains($0.status) }
      .sorted { ($1.measuredFitness, $0.index) < ($0.measuredFitness, $1.index) }
    var record = EvolutionRecord.Generation(
      generation: generations.count + 1, fitnesses: fitnesses, best: finished[0].measuredFitness,
      median: fitnesses.median,
      rejected: results.count { $0.status == .violatesInvariant }, sigma: 0, bestLoss: finished[0].loss)
    let failed = results.count { $0.status == .failed }
    if failed > 0 { record.failed = failed }
    if settings.options.rungEpochs != nil { record.stoppedAtRung = results.count { $0.status == .stoppedAtRung } }
    record.surrogate = generation.surrogate.map { surrogate in
      .init(
        model: surrogate.model?.form, evaluated: surrogate.isAsked.count { $0 },
        predicted: surrogate.isAsked.count { !$0 }, tau: surrogate.tau)
    }
    handleNoise(results, &record)
    record.sigma = Genome.rounded(strategy.sigma)
    elite = Array(
      (elite + finished).filter { $0.status == .evaluated }
        .sorted {
          ($1.measuredFitness, $0.generation, $0.index) < ($0.measuredFitness, $1.generation, $1.index)
        }
        .prefix(settings.finalists))
    candidates = (candidates ?? []) + results
    front?.take(results)
    restart(settings, start, &record)
    generations.append(record)
  }

  private mutating func handleNoise(_ results: [CandidateResult], _ record: inout EvolutionRecord.Generation) {
    guard var noise else { return }
    record.evaluations = noise.evaluations
    record.reevaluated = results.count { $0.fitnessesAgain != nil }
    var again: [Int: Double] = [:]
    for (index, result) in results.enumerated() { again[index] = result.fitnessesAgain.map { -$0.mean } }
    strategy.multiplySigma(by: noise.measure(SearchRanking.firstValues(results), again: again))
    record.noiseLevel = noise.level
    self.noise = noise
  }

  private mutating func restart(
    _ settings: EvolutionSettings, _ start: [Double], _ record: inout EvolutionRecord.Generation
  ) {
    let done = restarts ?? 0
    guard done < settings.options.restarts, let reason = strategy.stopReason, reason.allowsRestart,
      !isSpent(settings)
    else { return }
    record.restart = "\(reason)"
    strategy = strategy.restarted(at: start)
    // The larger population looks elsewhere, too.
    surrogate = surrogate.map { Surrogate(dimension: $0.dimension, populationSize: strategy.populationSize) }
    restarts = done + 1
  }

  /// Whether as many candidates were evaluated as the generations of the settings have.
  func isSpent(_ settings: EvolutionSettings) -> Bool {
    spent ?? 0 >= settings.generations * settings.populationSize
  }

  /// Whether the search has ended.
  func isOver(_ settings: EvolutionSettings) -> Bool { isSpent(settings) || strategy.stopReason != nil }

  /// Why it has, in words.
  func stop(_ settings: EvolutionSettings) -> String {
    if let reason = strategy.stopReason { return "\(reason)" }
    return generations.count == settings.generations
      ? "all \(settings.generations) generations are done"
      : "\(spent ?? 0) evaluations are done after \(generations.count) generations, as many as "
        + "\(settings.generations) generations of \(settings.populationSize) have"
  }
}
