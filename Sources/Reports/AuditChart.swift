public import Charts
public import Robustness
import Statistics

/// Charts of accuracy under attack against ε.
public enum AuditChart {
  /// The chart of one model, with a curve for each attack and loss and one for the worst case.
  ///
  /// Where there is one attack, its curves differ in colour. Where there are several, each attack has its colour and
  /// each loss its dash. Curves that are equal everywhere are drawn once, with all their names.
  public static func chart(_ report: AuditReport, title: String, dataset: String) -> LineChart {
    let attacks = distinct(report.curves.map(\.label.attack))
    let losses = distinct(report.curves.compactMap(\.label.requested))
    var curves = report.curves.enumerated().reduce(into: [Series]()) { series, curve in
      let label = curve.1.label
      let dash = label.requested.flatMap(losses.firstIndex) ?? 0
      let style =
        attacks.count > 1
        ? self.style(attack: attacks.firstIndex(of: label.attack)!, dash: dash, dashes: max(losses.count, 1))
        : spared(worstStyle, curve.0)
      let own = self.series(Caption.curve(label), curve.1.points, style: style)
      if let same = series.firstIndex(where: { $0.points == own.points }) {
        series[same].name += " = \(own.name)"
      } else {
        series.append(own)
      }
    }
    // The interval depends on accuracy and n alone: of many curves the worst one's shows how wide all are.
    let isCrowded = curves.count > 3
    if isCrowded { for i in curves.indices { curves[i].band = [] } }
    let worst = series("worst of these, per image", report.worstCase, style: worstStyle, isEmphasised: true)
    let goesOn = report.curves.contains { !$0.label.attack.followsAnyLoss }
    return LineChart(
      title: title, subtitle: Caption.model(report.settings), x: .strength(report.settings), y: .accuracy,
      series: ([worst] + curves).map(sorted), references: chance(report),
      footnote:
        "\(dataset) test, n = \(Caption.grouped(report.total)). "
        + (isCrowded
          ? "Band: Wilson 95 % of the worst case, as wide about any curve at its height." : "Bands: Wilson 95 %.")
        + " Attacks bound robust accuracy from above."
        + (goesOn ? " Attacks that bring their own loss go on, in this order, with images that are still right." : ""))
  }

  /// The chart of two models on the same images, with the worst case of each.
  public static func comparison(_ first: AuditReport, _ second: AuditReport, dataset: String) -> LineChart {
    let checkpoints = [first, second].map(\.settings.checkpoint)
    // What tells the models apart: their losses, their files' names, or else the folders of these.
    let candidates = [
      [first, second].map { Caption.ownLoss($0.settings) ?? "" }, checkpoints.map(Caption.model),
      checkpoints.map { $0 ?? "" },
    ]
    let told = candidates.first { $0[0] != $0[1] && !$0.contains("") } ?? candidates[2]
    let names = zip("AB", told).map { "\($0): \($1)" }
    return LineChart(
      title: "Worst case of two models", subtitle: "the same images; per image the worst of all attacks",
      x: .strength(first.settings), y: .accuracy,
      series: zip(names, [first, second]).map { sorted(series($0, $1.worstCase)) }, references: chance(first),
      footnote:
        "\(dataset) test, n = \(Caption.grouped(first.total)). Bands: Wilson 95 %. Attacks bound robust accuracy from above."
    )
  }

  private typealias Series = LineChart.Series

  private static func series(
    _ name: String, _ points: [AttackPoint], style: Int? = nil, isEmphasised: Bool = false
  ) -> LineChart.Series {
    LineChart.Series(
      name, points: points.map { Point($0.epsilon.value, $0.accuracy) },
      band: points.map { Interval($0.interval.lower, $0.interval.upper) }, style: style, isEmphasised: isEmphasised)
  }

  /// The style of the worst case, which alone is black.
  private static let worstStyle = 6

  private static func spared(_ style: Int, _ place: Int) -> Int { place < style ? place : place + 1 }

  /// The style of an attack by its place in the audit. Where there are more attacks than colours, the next ones have the
  /// same colours with further dashes.
  private static func style(attack place: Int, dash: Int, dashes: Int) -> Int {
    let (round, color) = place.quotientAndRemainder(dividingBy: Series.colors - 1)
    return spared(worstStyle, color) + Series.colors * (dash + round * dashes)
  }

  /// The values in the order in which they come first.
  private static func distinct<Value: Equatable>(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The line of chance, where the report knows how many classes the data has.
  private static func chance(_ report: AuditReport) -> [ReferenceLine] {
    guard let classes = [report.presentClasses, report.settings.dataClasses].compactMap({ $0 }).min() else { return [] }
    return [ReferenceLine(.horizontal, at: 1 / Double(max(classes, 1)), "chance")]
  }

  /// The series in ascending order of ε, which may be asked for in any order.
  private static func sorted(_ series: LineChart.Series) -> LineChart.Series {
    var series = series
    let order = series.points.indices.sorted { series.points[$0].x < series.points[$1].x }
    series.band = series.band.isEmpty ? [] : order.map { series.band[$0] }
    series.points = order.map { series.points[$0] }
    return series
  }
}
