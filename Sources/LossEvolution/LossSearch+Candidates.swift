import EvolutionStrategies
import Files
import Foundation
import Losses
import Models
import Tensors
import Training

/// What a search wants scored, as values.
extension LossSearch {
  /// The losses that CMA-ES asks for next.
  func candidates(of state: SearchState) -> [CandidateTask] {
    let generation = state.generations.count + 1
    return state.strategy.ask().enumerated().map { index, genome in
      CandidateTask(
        search: state.identity.digest, generation: generation, index: index + 1, parameters: Genome.rounded(genome),
        seeds: (0..<max(settings.initialisations, 1)).map { initialisation in
          (0...settings.retries).map {
            seed(settings.freshSeeds ? generation : 0, initialisation: initialisation, attempt: $0)
          }
        }, epochs: settings.training.epochs, invariant: settings.invariant,
        file: String(format: "candidates/g%03d-c%02d.json", generation, index + 1))
    }
  }

  /// A loss that takes part in the final.
  struct Entrant {
    var parameters: [Double]
    var origin: String
    /// The fitness that it had in the search; `nil` for the mean, which was not in it.
    var searchFitness: Double?
  }

  /// The best few candidates, and the distribution's mean where it may be trained or nothing else is there.
  func entrants(of state: SearchState) -> [Entrant] {
    var entrants = state.elite.map {
      Entrant(
        parameters: $0.parameters, origin: "generation \($0.generation), candidate \($0.index)",
        searchFitness: $0.fitness)
    }
    let centre = Genome.rounded(state.strategy.mean)
    if Genome.loss(centre).satisfies(settings.invariant, classes: evaluation.network.classes) || entrants.isEmpty {
      entrants.append(Entrant(parameters: centre, origin: "mean of the distribution"))
    }
    return entrants
  }

  private var finalSeeds: Int { max(settings.finalistSeeds, 1) }

  /// Every entrant on each of the same fresh seeds, one entrant after another.
  func finals(of entrants: [Entrant], _ search: String) -> [CandidateTask] {
    // Generation numbers stop short of this one: the seeds are fresh.
    let generation = settings.generations + 1
    return entrants.enumerated().flatMap { index, entrant in
      (0..<finalSeeds).map { number in
        CandidateTask(
          search: search, generation: generation, index: index * finalSeeds + number + 1,
          parameters: entrant.parameters, seeds: [[seed(generation, initialisation: number, attempt: 0)]],
          epochs: settings.finalistEpochs ?? settings.training.epochs, invariant: .none,
          file: String(format: "candidates/final-%02d-seed-%02d.json", index + 1, number + 1))
      }
    }
  }

  /// What `results`, those of `finals`, say of the entrants.
  func finalists(_ entrants: [Entrant], _ results: [CandidateResult]) -> [EvolutionRecord.Finalist] {
    entrants.enumerated().map { index, entrant in
      let own = results[index * finalSeeds..<(index + 1) * finalSeeds]
      return .init(
        loss: Genome.loss(entrant.parameters), origin: entrant.origin, searchFitness: entrant.searchFitness,
        fitnesses: own.map(\.fitness), fitness: own.map(\.fitness).mean,
        validationAccuracy: own.map(\.validationAccuracy).mean)
    }
  }

  /// The seed of one training; the finalists' generation is the one after the last.
  func seed(_ generation: Int, initialisation: Int, attempt: Int) -> UInt64 {
    var stream = RandomStream(
      seed: seed, purpose: .candidateSeed, index: UInt64(generation),
      subindex: UInt32(initialisation) << 16 | UInt32(attempt) << 8)
    return UInt64(stream.nextBits())
  }
}
