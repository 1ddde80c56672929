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
        search: state.identity.digest, generation: generation, index: index + 1, parameters: parameters(of: genome),
        seeds: (0..<max(settings.initialisations, 1) * state.evaluations).map { initialisation in
          (0...settings.retries).map {
            seed(settings.freshSeeds ? generation : 0, initialisation: initialisation, attempt: $0)
          }
        }, epochs: settings.training.epochs, invariant: settings.invariant,
        file: Self.file(generation: generation, index: index + 1))
    }
  }

  /// The parameters of the loss that a point of CMA-ES stands for.
  func parameters(of genome: [Double]) -> [Double] {
    settings.options.normaliseScale
      ? Genome.normalised(genome, classes: evaluation.network.classes) : Genome.rounded(genome)
  }

  /// The point at which CMA-ES starts.
  var start: [Double] {
    settings.options.start.parameters(order: settings.order, classes: evaluation.network.classes)
  }

  /// The seed of one training. The finalists' generation is the one after the last; a second evaluation has seeds that
  /// no first one has.
  func seed(_ generation: Int, initialisation: Int, attempt: Int, isSecond: Bool = false) -> UInt64 {
    var stream = RandomStream(
      seed: seed, purpose: .candidateSeed, index: UInt64(generation),
      subindex: UInt32(initialisation) << 16 | UInt32(attempt) << 8 | (isSecond ? 1 : 0))
    return UInt64(stream.nextBits())
  }
}
