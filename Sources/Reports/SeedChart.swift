import Charts
import Robustness
import Statistics

/// The chart of several losses under attack, over the seeds of each.
enum SeedChart {
  /// A curve for each loss: the mean over its seeds with the interval that these have, and the single seeds faint behind
  /// it; `nil` where no model has such points.
  static func chart(
    _ results: StudyResults, title: String, subtitle: String, points: (AuditReport) -> [AttackPoint]?
  ) -> LineChart? {
    var series: [LineChart.Series] = [], counts: [Int] = []
    for (style, loss) in results.losses.enumerated() {
      let curves = loss.models.compactMap { points($0.attack)?.sorted { $0.epsilon.value < $1.epsilon.value } }
      guard let first = curves.first else { continue }
      counts.append(curves.count)
      let spreads = first.indices.map { e in SeedSpread(curves.map { $0[e].accuracy })! }
      series.append(
        .init(
          loss.name, points: zip(first, spreads).map { Point($0.epsilon.value, $1.mean) },
          band: zip(first, spreads).map { point, spread in
            curves.count == 1
              ? Interval(point.interval.lower, point.interval.upper)
              // An accuracy is a share, whatever Student's distribution allows.
              : Interval(max(spread.lower, 0), min(spread.upper, 1))
          }, runs: curves.count > 1 ? curves.map { $0.map { Point($0.epsilon.value, $0.accuracy) } } : [],
          style: style))
    }
    let classes = results.losses.first?.models.first?.attack.presentClasses ?? results.dataset.classes
    guard !series.isEmpty, let settings = results.losses.first?.models.first?.attack.settings else { return nil }
    return LineChart(
      title: title, subtitle: subtitle, x: .strength(settings), y: .accuracy, series: series,
      references: [ReferenceLine(.horizontal, at: 1 / Double(classes), "chance")],
      footnote: Caption.study(results) + " "
        + (results.trained.isEmpty && counts.count > 1 ? "Bands: Wilson 95 % of each model." : bands(counts)))
  }

  /// What lines and bands are, for curves over these numbers of seeds.
  static func bands(_ counts: [Int], of noun: String = "seed") -> String {
    let numbers = Set(counts).sorted()
    let kinds = numbers.map { count -> String in
      let words =
        switch SeedSpread.kind(seeds: count) {
        case .range where count == 1: "Wilson 95 % of the one model"
        case .range: "range of the \(count) \(noun)s"
        case .student: "Student's t 95 % of the mean over \(count) \(noun)s"
        }
      return numbers.count == 1 ? words : "\(words) where there \(count == 1 ? "is 1" : "are \(count)")"
    }
    let lines = numbers == [1] ? "" : "Lines: mean over \(noun)s; faint: each \(noun). "
    return "\(lines)Bands: \(kinds.joined(separator: "; "))."
  }
}
