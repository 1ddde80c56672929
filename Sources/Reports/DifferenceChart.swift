import Charts
import Robustness
import Statistics

/// How much more each loss leaves right than the first one, seed by seed: what the seeds have in common is gone from it.
enum DifferenceChart {
  /// The worst case of each trained loss less that of the first at the same seed; `nil` where no other loss has two
  /// seeds in common with it.
  static func chart(_ results: StudyResults) -> LineChart? {
    guard let base = results.trained.first, let settings = base.models.first?.attack.settings else { return nil }
    var counts: [Int] = []
    let series = results.trained.enumerated().dropFirst().compactMap { style, loss -> LineChart.Series? in
      let pairs = loss.models.compactMap { model -> [Point]? in
        guard let twin = base.models.first(where: { $0.seed == model.seed }) else { return nil }
        return differences(model.attack, twin.attack)
      }
      guard pairs.count > 1, let first = pairs.first, pairs.allSatisfy({ $0.map(\.x) == first.map(\.x) }) else {
        return nil
      }
      counts.append(pairs.count)
      let spreads = first.indices.map { e in SeedSpread(pairs.map { $0[e].y })! }
      return LineChart.Series(
        loss.name, points: zip(first, spreads).map { Point($0.x, $1.mean) },
        band: spreads.map { Interval($0.lower, $0.upper) }, runs: pairs, style: style)
    }
    guard !series.isEmpty else { return nil }
    return LineChart(
      title: "Worst case beside that of \(base.name)", subtitle: "difference between models of the same seed",
      x: .strength(settings), y: Axis("Difference in accuracy", unit: "percentage points"), series: series,
      references: [ReferenceLine(.horizontal, at: 0, "")],
      footnote: "\(Caption.study(results)) Above 0: more images right than with \(base.name). "
        + SeedChart.bands(counts, of: "pair"))
  }

  /// The differences, in percentage points, in ascending order of ε; `nil` where the models were attacked at different strengths.
  private static func differences(_ report: AuditReport, _ base: AuditReport) -> [Point]? {
    let mine = report.worstCase.sorted { $0.epsilon.value < $1.epsilon.value }
    let theirs = base.worstCase.sorted { $0.epsilon.value < $1.epsilon.value }
    guard mine.map(\.epsilon.value) == theirs.map(\.epsilon.value) else { return nil }
    return zip(mine, theirs).map { Point($0.epsilon.value, 100 * ($0.accuracy - $1.accuracy)) }
  }
}
