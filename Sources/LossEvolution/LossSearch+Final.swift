import EvolutionStrategies
import Files
import Foundation
import Losses
import Models
import Training

/// The choice of the winner, on seeds that the search has not seen.
extension LossSearch {
  /// A loss that takes part in the final.
  struct Entrant {
    var parameters: [Double]
    var origin: String
    /// The fitness that it had in the search; `nil` where it was not in it.
    var searchFitness: Double?
  }

  /// How the polynomial nearest to cross-entropy is called among finalists.
  static let crossEntropyOrigin = "polynomial nearest to cross-entropy"

  /// The best few candidates; the distribution's mean where it may be trained or nothing else is there; and in a race
  /// the polynomial nearest to cross-entropy. In a race no two are the same loss.
  func entrants(of state: SearchState) -> [Entrant] {
    var entrants = state.elite.map {
      Entrant(
        parameters: $0.parameters, origin: "generation \($0.generation), candidate \($0.index)",
        searchFitness: $0.measuredFitness)
    }
    let centre = parameters(of: state.strategy.mean)
    if Genome.loss(centre).satisfies(settings.invariant, classes: evaluation.network.classes) || entrants.isEmpty {
      entrants.append(Entrant(parameters: centre, origin: "mean of the distribution"))
    }
    switch settings.options.final {
    case .fixed: return entrants
    case .race:
      let fit = TaylorGLO.nearestToCrossEntropy(order: settings.order, classes: evaluation.network.classes)
      entrants.append(Entrant(parameters: parameters(of: fit.parameters), origin: Self.crossEntropyOrigin))
      var seen = Set<[Double]>()
      return entrants.filter { seen.insert($0.parameters).inserted }
    }
  }

  /// The most trainings that the final may take.
  var finalSize: Int {
    switch settings.options.final {
    case .fixed: (settings.finalists + 1) * settings.finalistSeeds
    case .race: (settings.finalists + 2) * mostFinalSeeds
    }
  }

  /// The number of seeds on which an entrant may be trained.
  private var mostFinalSeeds: Int {
    switch settings.options.final {
    case .fixed: max(settings.finalistSeeds, 1)
    case .race: max(settings.options.raceSeeds, Race.firstSeeds)
    }
  }

  /// The entrants in `chosen` on each of the fresh seeds `numbers`, one entrant after another.
  func finals(of entrants: [Entrant], _ chosen: [Int], on numbers: Range<Int>, _ search: String) -> [CandidateTask] {
    // Generation numbers stop short of this one: the seeds are fresh.
    let generation = settings.generations + 1
    return chosen.flatMap { index in
      numbers.map { number in
        CandidateTask(
          search: search, generation: generation, index: index * mostFinalSeeds + number + 1,
          parameters: entrants[index].parameters, seeds: [[seed(generation, initialisation: number, attempt: 0)]],
          epochs: finalEpochs, invariant: .none,
          file: String(format: "candidates/final-%02d-seed-%02d.json", index + 1, number + 1))
      }
    }
  }

  /// Every entrant on every seed of a final with a fixed number of them.
  func finals(of entrants: [Entrant], _ search: String) -> [CandidateTask] {
    finals(of: entrants, Array(entrants.indices), on: 0..<mostFinalSeeds, search)
  }

  /// The epochs of a training in the final.
  var finalEpochs: Int { settings.finalistEpochs ?? settings.training.epochs }

  /// What the final found: the results of each entrant, and the race if there was one.
  struct Final {
    var entrants: [Entrant]
    /// The results of each entrant on seeds 1, 2, ….
    var results: [[CandidateResult]]
    var race: Race?
  }

  /// Trains the entrants on fresh seeds.
  func final(of state: SearchState, _ scorer: inout SearchScorer) throws -> Final {
    let entrants = entrants(of: state), search = state.identity.digest
    var results = [[CandidateResult]](repeating: [], count: entrants.count)
    func train(_ chosen: [Int], on numbers: Range<Int>) throws {
      let found = try scorer.results(of: finals(of: entrants, chosen, on: numbers, search))
      for (place, index) in chosen.enumerated() {
        results[index] += found[place * numbers.count..<(place + 1) * numbers.count]
      }
    }
    let all = Array(entrants.indices)
    switch settings.options.final {
    case .fixed:
      try train(all, on: 0..<mostFinalSeeds)
      return Final(entrants: entrants, results: results)
    case .race:
      var race = Race(entrants: entrants.count)
      try train(all, on: 0..<Race.firstSeeds)
      race.judge(results.map { $0.map(\.fitness) })
      while race.running.count > 1, race.seeds < mostFinalSeeds {
        try train(race.running, on: race.seeds..<race.seeds + 1)
        race.judge(results.map { $0.map(\.fitness) })
      }
      return Final(entrants: entrants, results: results, race: race)
    }
  }
}
