import Charts
import Robustness
import Statistics

/// How small the changes are that break a model's images: the share of images that are broken, against ε.
enum SmallestEpsilonChart {
  /// The chart of a study, with a line for each loss: the mean over its seeds, and the single seeds faint behind it. `nil`
  /// where no audit has measured it.
  static func chart(_ results: StudyResults) -> LineChart? {
    let losses = results.losses.map { (name: $0.name, reports: $0.models.map(\.attack)) }
    let isOfModels = results.trained.isEmpty
    return chart(
      losses, subtitle: "per image the smallest change that any attack found",
      footnote: Caption.study(results) + " ", isOfModels: isOfModels)
  }

  /// The chart of one model's audit.
  static func chart(_ report: AuditReport, subtitle: String, dataset: String) -> LineChart? {
    chart(
      [(name: "all attacks", reports: [report])], subtitle: subtitle,
      footnote: "\(dataset) test, n = \(Caption.grouped(report.total)). ", isOfModels: true)
  }

  private static func chart(
    _ models: [(name: String, reports: [AuditReport])], subtitle: String, footnote: String, isOfModels: Bool
  ) -> LineChart? {
    var counts: [Int] = []
    let series = models.enumerated().compactMap { style, model -> LineChart.Series? in
      let found = model.reports.compactMap { report in report.smallestEpsilons.map { ($0, report.total) } }
        .filter { $0.1 > 0 }
      guard let largest = found.first?.0.largest else { return nil }
      counts.append(found.count)
      let places = Set(found.flatMap { $0.0.steps.map(\.epsilon) } + [largest.value]).sorted()
      let runs = found.map { distribution, total in
        places.map { Point($0, Double(distribution.broken(at: $0)) / Double(total)) }
      }
      let spreads = places.indices.map { place in SeedSpread(runs.map { $0[place].y })! }
      let unbroken = 1 - spreads.last!.mean
      return LineChart.Series(
        "\(model.name) (\(Caption.fixed(100 * unbroken)) % not broken by ε\u{A0}=\u{A0}\(largest.text))",
        points: zip(places, spreads).map { Point($0, $1.mean) },
        band: places.indices.map { place in
          guard found.count == 1 else { return Interval(max(spreads[place].lower, 0), min(spreads[place].upper, 1)) }
          let (distribution, total) = found[0]
          let wilson = WilsonInterval(successes: distribution.broken(at: places[place]), total: total)
          return Interval(wilson.lower, wilson.upper)
        }, runs: found.count > 1 ? runs : [], style: style, isStepped: true)
    }
    guard !series.isEmpty, let settings = models.lazy.compactMap(\.reports.first).first?.settings else { return nil }
    let isTargeted = settings.target != nil
    var x = Axis.strength(settings)
    x.label = "Size of the change"
    return LineChart(
      title: isTargeted ? "Smallest change that reaches the target" : "Smallest change that breaks an image",
      subtitle: subtitle, x: x,
      y: Axis(isTargeted ? "Images at the target" : "Images broken", format: .percent, range: 0...1), series: series,
      footnote: footnote
        + (isOfModels ? "Bands: Wilson 95 %." : SeedChart.bands(counts))
        + " Sizes are upper bounds: a change that no attack here found may be smaller. Attacks that only try the marked ε "
        + "find nothing between them. "
        + (isTargeted ? "What is the target without attack counts at 0." : "Images wrong without attack count at 0."))
  }
}

extension SmallestEpsilons {
  /// The images that are broken by a change of at most `epsilon`.
  func broken(at epsilon: Double) -> Int { steps.last { $0.epsilon <= epsilon }?.broken ?? 0 }
}
