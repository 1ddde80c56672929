import Datasets
import Losses
import Models
import Training

/// What a finished search says of itself.
extension LossSearch {
  func record(of state: SearchState, _ final: Final) -> EvolutionRecord {
    let finalists = final.entrants.indices.map { finalist(final, $0) }
    let best =
      final.race.map { finalists[$0.leader(final.results.map { $0.map(\.fitness) })] }
      ?? finalists.max { $0.fitness < $1.fitness }!
    var record = EvolutionRecord(
      settings: settings, seed: seed, generations: state.generations, finalists: finalists, best: best.loss,
      outcome: SearchOutcome(state.generations, best: best, labels: evaluation.attacked.labels),
      stop: state.stop(settings))
    switch settings.options.start {
    case .zero: break
    case .crossEntropy, .loss: record.start = Genome.loss(Genome.rounded(start)).name
    }
    record.race = final.race.map { race in
      .init(
        seeds: race.seeds, isDecided: race.running.count == 1,
        undecided: race.running.filter { finalists[$0] != best }.map { finalists[$0].origin })
    }
    record.fitnessAgainstTruth = FitnessAgainstTruth(
      final, epochs: settings.training.epochs, finalEpochs: finalEpochs)
    record.front = state.front
    if settings.invariant == .none {
      let sample = (state.candidates ?? []).filter {
        $0.generation == 1 && ![.stoppedAtRung, .predicted].contains($0.status)
      }
      record.invariants = InvariantStudy(sample, classes: evaluation.network.classes)
    }
    record.cost = cost(of: state.candidates ?? [], final)
    return record
  }

  private func finalist(_ final: Final, _ index: Int) -> EvolutionRecord.Finalist {
    let entrant = final.entrants[index], results = final.results[index]
    return .init(
      loss: Genome.loss(entrant.parameters), origin: entrant.origin, searchFitness: entrant.searchFitness,
      fitnesses: results.map(\.fitness), fitness: results.map(\.fitness).mean,
      validationAccuracy: results.map(\.validationAccuracy).mean, leftAfter: final.race?.leftAfter[index])
  }

  private func cost(of candidates: [CandidateResult], _ final: Final) -> EvolutionRecord.Cost {
    let twins = self.twins(of: candidates)
    var cost = EvolutionRecord.Cost(trainings: 0, epochs: 0, finalTrainings: 0, finalEpochs: 0)
    for (index, candidate) in candidates.enumerated() {
      let trainings = twins[index] == nil ? candidate.trainings : 0, again = candidate.fitnessesAgain?.count ?? 0
      let epochs = candidate.status == .stoppedAtRung ? settings.options.rungEpochs : nil
      cost.trainings += trainings + again
      cost.epochs += trainings * (epochs ?? settings.training.epochs) + again * settings.training.epochs
    }
    cost.finalTrainings = final.results.map(\.count).reduce(0, +)
    cost.finalEpochs = cost.finalTrainings * finalEpochs
    return cost
  }

  /// For each candidate the number of an earlier one that is the same loss on the same seeds, and was trained for both.
  func twins(of candidates: [CandidateResult]) -> [Int?] {
    struct Content: Hashable { let parameters: [Double], initialisations: Int, generation: Int, isWhole: Bool }
    var first: [Content: Int] = [:]
    return candidates.enumerated().map { index, candidate in
      guard candidate.trainings > 0 else { return nil }
      let content = Content(
        parameters: candidate.parameters, initialisations: candidate.fitnesses.count,
        generation: settings.freshSeeds ? candidate.generation : 0, isWhole: candidate.status != .stoppedAtRung)
      if let twin = first[content] { return twin }
      first[content] = index
      return nil
    }
  }
}
