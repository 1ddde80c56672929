import Files
import Foundation
public import Losses
public import Models

/// One loss to be trained and scored, as a value: any process that has the search's network and images can do it.
public struct CandidateTask: Sendable, Codable, Equatable {
  /// The identity of the search that the candidate belongs to.
  public var search: String
  /// The generation, counted from 1; the final comes after the last one.
  public var generation: Int
  /// The place within the generation, counted from 1.
  public var index: Int
  /// The parameters of the loss: λ0, λ1, …
  public var parameters: [Double]
  /// For each initialisation that the fitness is averaged over, the seeds of its attempts in their order.
  public var seeds: [[UInt64]]
  public var epochs: Int
  /// A loss that violates it scores 0 untrained.
  public var invariant: Invariant
  /// Where the result is written, in the search's folder.
  public var file: String
  /// The place of the task on a training that is made in two parts.
  public var part = Part.whole

  /// Which part of a training a task makes. `states` is where the states between both parts are, in the search's folder.
  public enum Part: Sendable, Codable, Equatable {
    case whole
    /// The part before the rung, which keeps the states.
    case toRung(states: String)
    /// The part after it. Where a state is missing, the training starts anew and comes to the same bits.
    case fromRung(states: String)
  }

  /// Trains and scores the loss, and writes its result into the search's folder, the seconds that it took first.
  public func run(_ evaluation: CandidateEvaluation, folder: String, in context: JobContext) throws {
    let start = ContinuousClock.now
    let loss = Genome.loss(parameters)
    var result = untrained(.violatesInvariant)
    if loss.satisfies(invariant, classes: evaluation.network.classes) {
      let scores = try seeds.enumerated().map { number, seeds in
        try evaluation.score(
          loss, epochs: epochs, seeds: seeds, kept: kept(number, seeds: seeds, folder: folder), in: context)
      }
      result.status = scores.allSatisfy { $0.outcome == .diverged } ? .diverged : .evaluated
      result.fitnesses = scores.map(\.fitness)
      result.fitness = result.fitnesses.mean
      result.validationAccuracy = scores.map(\.validationAccuracy).mean
      let robust = scores.compactMap(\.robustAccuracy)
      // A training that diverged keeps nothing right.
      result.robustAccuracy = robust.isEmpty ? nil : robust.reduce(0, +) / Double(scores.count)
      result.trainings = scores.map(\.trainings).reduce(0, +)
    }
    try CandidateSeconds.write((ContinuousClock.now - start).seconds, of: file, in: folder)
    try write(result, to: folder)
  }

  /// Leaves `result` as that of the task.
  func write(_ result: CandidateResult, to folder: String) throws {
    try StoredCandidate(search: search, result: result).write(to: "\(folder)/\(file)")
  }

  /// The kept state of initialisation `number`.
  private func kept(_ number: Int, seeds: [UInt64], folder: String) -> KeptTraining? {
    let identity = "\(search) \(Genome.loss(parameters).name) \(seeds)"
    func state(_ states: String, keeps: Bool) -> KeptTraining {
      KeptTraining(path: "\(folder)/\(states)-\(number + 1).safetensors.zst", identity: identity, keeps: keeps)
    }
    switch part {
    case .whole: return nil
    case .toRung(let states): return state(states, keeps: true)
    case .fromRung(let states): return state(states, keeps: false)
    }
  }

  /// Writes into the search's folder that no machine could do the task, and why: the candidate scores 0.
  public func fail(_ reason: String, folder: String) throws {
    var result = untrained(.failed)
    result.reason = reason
    try StoredCandidate(search: search, result: result).write(to: "\(folder)/\(file)")
  }

  /// The result of a candidate that was not trained, for the reason that `status` gives.
  func untrained(_ status: CandidateResult.Status) -> CandidateResult {
    CandidateResult(
      generation: generation, index: index, parameters: parameters, loss: Genome.loss(parameters), status: status,
      fitness: 0, validationAccuracy: 0, fitnesses: [], trainings: 0)
  }

  /// The result that `folder` holds; `nil` where it holds none of this loss in this search, or a damaged one.
  public func result(in folder: String) throws -> CandidateResult? {
    try StoredCandidate.read("\(folder)/\(file)", of: search, genome: parameters)
  }
}

extension [Double] {
  /// The arithmetic mean; 0 of no numbers.
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
