import Files
import Foundation
import Losses

/// All candidates of a search as JSON Lines, one for each, and as tidy CSV, one row for each initialisation.
struct CandidateTable {
  let rows: [CandidateRow]

  static let linesName = "candidates.jsonl"

  init(_ candidates: [CandidateResult], _ seconds: CandidateSeconds, search: LossSearch) {
    let twins = search.twins(of: candidates)
    rows = zip(candidates, twins).map { candidate, twin in
      CandidateRow(
        candidate, twin: twin.map { candidates[$0] }, seconds: seconds.seconds(of: candidate), search: search)
    }
  }

  func write(to folder: String) throws {
    let lines = try rows.map { try StableJSON.encode($0, pretty: false) }
    try AtomicFile.write(lines.reduce(into: Data()) { $0 += $1 }, to: "\(folder)/\(Self.linesName)")
    try AtomicFile.write(csv, to: "\(folder)/candidates.csv")
  }

  private var csv: String {
    let parameters = rows.map(\.parameters.count).max() ?? 0
    let header =
      [
        "generation", "candidate", "status", "ended", "evaluation", "initialisation", "fitness", "candidate_fitness",
        "validation_accuracy", "attempts", "seconds",
      ] + (0..<parameters).map { "lambda\($0)" } + ["c1", "ch", "chh", "chy", "cy", "cyy"] + [
        "gamma_target", "gamma_non_target", "exact", "paper", "equilibrium_confidence", "same_as", "loss",
      ]
    return ([header] + rows.flatMap(fields)).map { $0.map(CSV.quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// One row for each evaluation of each initialisation, and one for a prediction; one without a fitness where there is
  /// neither.
  private func fields(of row: CandidateRow) -> [[String]] {
    let first = row.fitnesses.enumerated().map { ("first", "\($0 + 1)", "\($1)") }
    let again = (row.fitnessesAgain ?? []).enumerated().map { ("again", "\($0 + 1)", "\($1)") }
    let predicted = row.predictedFitness.map { [("predicted", "", "\($0)")] } ?? []
    let evaluations = first + again + predicted
    let c = row.theory.coefficients
    let coefficients = c.map { [$0.c1, $0.ch, $0.chh, $0.chy, $0.cy, $0.cyy].map { "\($0)" } }
    func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
    let theory: [String] = [
      text(row.theory.nullEpoch?.target), text(row.theory.nullEpoch?.nonTarget),
      row.theory.invariant.map { "\($0.exact)" } ?? "", row.theory.invariant.map { "\($0.paper)" } ?? "",
      text(row.theory.equilibriumConfidence), row.sameAs ?? "", row.theory.loss,
    ]
    let parameters = row.parameters.map { "\($0)" } + (coefficients ?? [String](repeating: "", count: 6))
    return (evaluations.isEmpty ? [("none", "", "")] : evaluations).map { evaluation, number, fitness in
      let results: [String] = [
        "\(row.generation)", "\(row.index)", row.status.rawValue, row.ended, evaluation, number, fitness,
        "\(row.fitness)", "\(row.validationAccuracy)", "\(row.attempts)", text(row.seconds),
      ]
      return results + parameters + theory
    }
  }
}
