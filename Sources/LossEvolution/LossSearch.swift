import Datasets
import EvolutionStrategies
import Files
import Foundation
import Losses
public import Models
import Statistics
import Tensors
import Training

/// The search for a TaylorGLO loss by CMA-ES, with every candidate on disk as soon as it is known.
///
/// `folder` holds `state.json` (CMA-ES after the last whole generation, and the generations so far),
/// `candidates/g003-c07.json` and, at the end, `evolution.json`. Whatever is killed goes on from there to the same bytes.
public struct LossSearch: Sendable {
  public let evaluation: CandidateEvaluation
  public let seed: UInt64
  public let folder: String
  /// Candidates that are trained at the same time, each on one thread.
  public let threads: Int
  public let precision: Precision

  public init(
    evaluation: CandidateEvaluation, seed: UInt64, folder: String, threads: Int, precision: Precision = .usual
  ) {
    self.evaluation = evaluation
    self.seed = seed
    self.folder = folder
    self.threads = threads
    self.precision = precision
  }

  private var settings: EvolutionSettings { evaluation.settings }

  private struct State: Codable {
    var identity: String
    var strategy: CMAES
    var generations: [EvolutionRecord.Generation]
    /// The best candidates so far, for the final.
    var elite: [CandidateResult]
  }

  /// Candidates done and to be done, over the whole search.
  public struct Progress: Sendable {
    public var done: Int
    public var total: Int
    public var stage: String
    public var bestFitness: Double
  }

  /// Runs or resumes the search; `check` may stop it by throwing, from any thread.
  ///
  /// What is missing from the folder or damaged in it is made again, to the same bytes; a folder that holds another
  /// search is refused.
  public func run(
    progress: @Sendable (Progress) -> Void = { _ in }, check: @escaping @Sendable () throws -> Void = {}
  ) throws -> EvolutionRecord {
    let recordPath = "\(folder)/evolution.json", statePath = "\(folder)/state.json"
    let identity = try identity()
    let saved = try loadState(), known = try loadRecord(recordPath)
    if let saved, saved.identity != identity { throw belongsElsewhere(statePath) }
    if let known, known.settings == settings, known.seed == seed {
      // Where the state is of other generations, data have changed or the state was lost: the record is made again.
      if let saved, known.generations == saved.generations { return known }
    } else if known != nil, saved == nil {
      throw belongsElsewhere(recordPath)
    }
    var state = saved ?? startState(identity)
    // From the first candidate on the folder says whose it is.
    if saved == nil { try AtomicFile.write(StableJSON.encode(state), to: statePath) }
    let total = settings.generations * settings.populationSize + (settings.finalists + 1) * settings.finalistSeeds
    while state.generations.count < settings.generations, state.strategy.stopReason == nil {
      try runGeneration(&state, identity, total: total, progress: progress, check: check)
      try AtomicFile.write(StableJSON.encode(state), to: statePath)
    }
    let finalists = try runFinal(state, identity, total: total, progress: progress, check: check)
    let record = EvolutionRecord(
      settings: settings, seed: seed, generations: state.generations, finalists: finalists,
      winner: finalists.max { $0.fitness < $1.fitness }!.loss,
      stop: state.strategy.stopReason.map { "\($0)" } ?? "all \(settings.generations) generations are done")
    try AtomicFile.write(StableJSON.encode(record), to: recordPath)
    return record
  }

  private func runGeneration(
    _ state: inout State, _ identity: String, total: Int, progress: @Sendable (Progress) -> Void,
    check: @escaping @Sendable () throws -> Void
  ) throws {
    let number = state.generations.count + 1
    let genomes = state.strategy.ask().map(Genome.rounded)
    let before = state.generations.count * settings.populationSize
    let bestBefore = state.elite.first?.fitness ?? 0
    let results = try concurrentMap(genomes.count, check: check) { index, engine in
      let path = String(format: "\(folder)/candidates/g%03d-c%02d.json", number, index + 1)
      if let known = try StoredCandidate.read(path, of: identity, genome: genomes[index]) { return known }
      let result = try evaluate(genomes[index], generation: number, index: index + 1, engine: engine, check: check)
      try StoredCandidate(search: identity, result: result).write(to: path)
      return result
    } onResult: { done, results in
      progress(
        Progress(
          done: before + done, total: total, stage: "generation \(number) of \(settings.generations)",
          bestFitness: max(bestBefore, results.map(\.fitness).max() ?? 0)))
    }
    // CMA-ES minimises.
    state.strategy.tell(results.map { -$0.fitness })
    let ranked = results.sorted { ($1.fitness, $0.index) < ($0.fitness, $1.index) }
    let fitnesses = results.map(\.fitness)
    state.generations.append(
      .init(
        generation: number, fitnesses: fitnesses, best: ranked[0].fitness, median: fitnesses.median,
        rejected: results.count { $0.status == .violatesInvariant }, sigma: Genome.rounded(state.strategy.sigma),
        bestLoss: ranked[0].loss))
    state.elite = Array(
      (state.elite + ranked).filter { $0.status == .evaluated }
        .sorted { ($1.fitness, $0.generation, $0.index) < ($0.fitness, $1.generation, $1.index) }
        .prefix(settings.finalists))
  }

  private func evaluate(
    _ genome: [Double], generation: Int, index: Int, engine: Engine, check: () throws -> Void
  ) throws -> CandidateResult {
    let loss = Genome.loss(genome)
    var result = CandidateResult(
      generation: generation, index: index, parameters: genome, loss: loss.name, status: .violatesInvariant, fitness: 0,
      validationAccuracy: 0, fitnesses: [], trainings: 0)
    guard loss.satisfies(settings.invariant, classes: evaluation.network.classes) else { return result }
    let scores = try (0..<max(settings.initialisations, 1)).map { initialisation in
      try evaluation.score(
        loss, epochs: settings.training.epochs,
        seeds: (0...settings.retries).map {
          seed(settings.freshSeeds ? generation : 0, initialisation: initialisation, attempt: $0)
        }, engine: engine, check: check)
    }
    result.status = scores.allSatisfy { $0.outcome == .diverged } ? .diverged : .evaluated
    result.fitnesses = scores.map(\.fitness)
    result.fitness = mean(result.fitnesses)
    result.validationAccuracy = mean(scores.map(\.validationAccuracy))
    result.trainings = scores.map(\.trainings).reduce(0, +)
    return result
  }

  /// The best few and the distribution's mean, each trained on the same fresh seeds.
  private func runFinal(
    _ state: State, _ identity: String, total: Int, progress: @Sendable (Progress) -> Void,
    check: @escaping @Sendable () throws -> Void
  ) throws -> [EvolutionRecord.Finalist] {
    var entrants = state.elite.map { candidate in
      (
        genome: candidate.parameters, fitness: Optional(candidate.fitness),
        origin: "generation \(candidate.generation), candidate \(candidate.index)"
      )
    }
    let centre = Genome.rounded(state.strategy.mean)
    if Genome.loss(centre).satisfies(settings.invariant, classes: evaluation.network.classes) || entrants.isEmpty {
      entrants.append((centre, nil, "mean of the distribution"))
    }
    let seeds = max(settings.finalistSeeds, 1), epochs = settings.finalistEpochs ?? settings.training.epochs
    let genomes = entrants.map(\.genome)
    let before = total - (settings.finalists + 1) * settings.finalistSeeds
    let bestFitness = state.elite.first?.fitness ?? 0
    let results = try concurrentMap(entrants.count * seeds, check: check) { number, engine in
      let genome = genomes[number / seeds]
      let path = String(
        format: "\(folder)/candidates/final-%02d-seed-%02d.json", number / seeds + 1, number % seeds + 1)
      if let known = try StoredCandidate.read(path, of: identity, genome: genome) { return known }
      // Generation numbers stop short of this one: the seeds are fresh.
      let score = try evaluation.score(
        Genome.loss(genome), epochs: epochs,
        seeds: [seed(settings.generations + 1, initialisation: number % seeds, attempt: 0)], engine: engine,
        check: check)
      let result = CandidateResult(
        generation: settings.generations + 1, index: number + 1, parameters: genome, loss: Genome.loss(genome).name,
        status: score.outcome == .diverged ? .diverged : .evaluated, fitness: score.fitness,
        validationAccuracy: score.validationAccuracy, fitnesses: [score.fitness], trainings: score.trainings)
      try StoredCandidate(search: identity, result: result).write(to: path)
      return result
    } onResult: { done, _ in
      progress(Progress(done: before + done, total: total, stage: "choosing the winner", bestFitness: bestFitness))
    }
    return entrants.enumerated().map { index, entrant in
      let own = results[index * seeds..<(index + 1) * seeds]
      return .init(
        loss: Genome.loss(entrant.genome).name, origin: entrant.origin, searchFitness: entrant.fitness,
        fitnesses: own.map(\.fitness), fitness: mean(own.map(\.fitness)),
        validationAccuracy: mean(own.map(\.validationAccuracy)))
    }
  }

  // MARK: State

  private func startState(_ identity: String) -> State {
    var options = CMAES.Settings(seed: seed)
    options.populationSize = settings.populationSize
    let strategy = CMAES(
      start: [Double](repeating: 0, count: settings.genomeCount), sigma: settings.sigma, settings: options)
    return State(identity: identity, strategy: strategy, generations: [], elite: [])
  }

  private func loadState() throws -> State? {
    let path = "\(folder)/state.json"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do { return try StableJSON.decode(State.self, from: AtomicFile.read(path), path: path) } catch var error
      as FileError
    {
      error.advice = "remove it: the candidates on disk are not trained again"
      throw error
    }
  }

  /// The finished search that the folder holds. A damaged record counts as missing: all that it says is in the state
  /// and in the finalists' files.
  private func loadRecord(_ path: String) throws -> EvolutionRecord? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try AtomicFile.read(path)
    return try? StableJSON.decode(EvolutionRecord.self, from: data, path: path)
  }

  private func belongsElsewhere(_ path: String) -> FileError {
    FileError(
      path, "belongs to another search", expected: "the same settings, data and seed",
      advice: "choose another folder, or remove this one to start over")
  }

  /// A digest of everything that decides the search's bits.
  private func identity() throws -> String {
    let network = evaluation.network
    return try Digest.identity([
      "settings": settings, "seed": seed, "network": network.architecture, "input": network.input,
      "classes": network.classes, "data": [evaluation.training, evaluation.validation].map(\.digest),
      "precise": precision == .precise ? true : nil,
    ])
  }

  /// The seed of one training; the finalists' generation is the one after the last.
  func seed(_ generation: Int, initialisation: Int, attempt: Int) -> UInt64 {
    var stream = RandomStream(
      seed: seed, purpose: .candidateSeed, index: UInt64(generation),
      subindex: UInt32(initialisation) << 16 | UInt32(attempt) << 8)
    return UInt64(stream.nextBits())
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Calls `body` for each index over `threads` engines of one thread; the results come in index order.
  private func concurrentMap(
    _ count: Int, check: @escaping @Sendable () throws -> Void,
    _ body: (Int, Engine) throws -> CandidateResult, onResult: (Int, [CandidateResult]) -> Void
  ) throws -> [CandidateResult] {
    try ConcurrentMap(threads: threads).run(count) { index, pool in
      try check()
      return try body(index, Engine(pool: pool, precision: precision))
    } onResult: { results in
      onResult(results.count { $0 != nil }, results.compactMap { $0 })
    }
  }
}
