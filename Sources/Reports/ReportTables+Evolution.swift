import LossEvolution
import Losses
import Robustness
import Statistics

/// What a report says of searches.
extension ReportTables {
  var evolutions: HTML {
    results.losses.compactMap { loss in loss.evolution.map { evolution(loss.name, $0) } }.joined("\n")
  }

  private func evolution(_ name: String, _ record: EvolutionRecord) -> HTML {
    let outcome: HTML =
      record.winner == nil
      ? "<p class=\"fail\">\(record.words). The study went on with the best finalist all the same.</p>\n"
      : ""
    return "<h3>Finalists of \(name)</h3>\n" + outcome
      + HTML.table(
        ["origin", "fitness<br>in the search", "fitness on<br>fresh seeds", "clean", "loss"],
        record.finalists.map { finalist in
          let isBest = finalist.loss == record.best
          return [
            "\(finalist.origin)" + (!isBest ? "" : record.winner == nil ? " (best)" : " <b>(winner)</b>"),
            finalist.searchFitness.map(percent) ?? "–", spread(finalist.fitnesses),
            percent(finalist.validationAccuracy), "<code>\(LossCharts.short(finalist.loss.name))</code>",
          ]
        }) + front(record) + "<p>\(record.stop).\(race(record))\(truth(record))</p>"
  }

  private func front(_ record: EvolutionRecord) -> HTML {
    guard let front = record.front else { return "" }
    return
      "<p>No other candidate is better than one of these in clean or robust accuracy without being worse in the other"
      + " (validation images, ε = \(record.settings.epsilon?.text ?? "")):</p>\n"
      + HTML.table(
        ["origin", "clean", "robust", "loss"],
        front.members.map { member in
          [
            "generation \(member.generation), candidate \(member.candidate)", percent(member.validationAccuracy),
            percent(member.robustAccuracy), "<code>\(LossCharts.short(member.loss.name))</code>",
          ]
        })
  }

  private func race(_ record: EvolutionRecord) -> HTML {
    guard let race = record.race else { return "" }
    guard !race.isDecided else { return " The race for the winner was decided after \(race.seeds) seeds." }
    return """
       The race for the winner ended undecided after \(race.seeds) seeds: the best mean was not told from
      \(race.undecided.joined(separator: ", ")).
      """
  }

  /// Whether the fitness in the search says what the final says.
  private func truth(_ record: EvolutionRecord) -> HTML {
    guard let truth = record.fitnessAgainstTruth else { return "" }
    return """
       Fitness after \(truth.epochs) epochs against the final after \(truth.finalEpochs), of \(truth.pairs) finalists:
      Kendall’s τ-b is \(words(truth.objective)) with the objective, and \(words(truth.accuracy)) with clean accuracy. An
      interval that holds 0 has not shown that the search’s fitness ranks its best losses rightly.
      """
  }

  private func words(_ tau: KendallTau?) -> HTML {
    guard let tau else { return "not known, since all are equal on a side," }
    func number(_ value: Double) -> String { Caption.fixed(value, decimals: 2) }
    return "\(number(tau.tau)) (95&#8239;% interval \(number(tau.lower)) to \(number(tau.upper)))"
  }
}
