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

  /// Trains and scores the loss, and writes its result into the search's folder.
  public func run(_ evaluation: CandidateEvaluation, folder: String, in context: JobContext) throws {
    let loss = Genome.loss(parameters)
    var result = CandidateResult(
      generation: generation, index: index, parameters: parameters, loss: loss, status: .violatesInvariant,
      fitness: 0, validationAccuracy: 0, fitnesses: [], trainings: 0)
    if loss.satisfies(invariant, classes: evaluation.network.classes) {
      let scores = try seeds.map {
        try evaluation.score(loss, epochs: epochs, seeds: $0, in: context)
      }
      result.status = scores.allSatisfy { $0.outcome == .diverged } ? .diverged : .evaluated
      result.fitnesses = scores.map(\.fitness)
      result.fitness = result.fitnesses.mean
      result.validationAccuracy = scores.map(\.validationAccuracy).mean
      result.trainings = scores.map(\.trainings).reduce(0, +)
    }
    try StoredCandidate(search: search, result: result).write(to: "\(folder)/\(file)")
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
