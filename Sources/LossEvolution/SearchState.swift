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

  /// The state before the first generation.
  init(identity: Identity, settings: EvolutionSettings, seed: UInt64) {
    self.identity = identity
    var options = CMAES.Settings(seed: seed)
    options.populationSize = settings.populationSize
    strategy = CMAES(
      start: [Double](repeating: 0, count: settings.genomeCount), sigma: settings.sigma, settings: options)
    generations = []
    elite = []
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

  /// Takes in the next generation, and keeps the best `finalists` candidates of all so far.
  mutating func tell(_ results: [CandidateResult], finalists: Int) {
    // CMA-ES minimises.
    strategy.tell(results.map { -$0.fitness })
    let fitnesses = results.map(\.fitness)
    let ranked = results.sorted { ($1.fitness, $0.index) < ($0.fitness, $1.index) }
    generations.append(
      .init(
        generation: generations.count + 1, fitnesses: fitnesses, best: ranked[0].fitness, median: fitnesses.median,
        rejected: results.count { $0.status == .violatesInvariant }, sigma: Genome.rounded(strategy.sigma),
        bestLoss: ranked[0].loss))
    elite = Array(
      (elite + ranked).filter { $0.status == .evaluated }
        .sorted { ($1.fitness, $0.generation, $0.index) < ($0.fitness, $1.generation, $1.index) }
        .prefix(finalists))
  }
}
