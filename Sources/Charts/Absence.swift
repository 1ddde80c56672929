/// Why nothing of some curves can be drawn.
///
/// A plot without a curve keeps its frame and the names of its axes, and says the reason in its middle. A curve that
/// cannot be drawn has the reason behind its name in the legend.
enum Absence: Equatable {
  /// There are no curves, or they have no points.
  case noData
  /// There are points, and none of them has a place on the axes.
  case noFiniteValue
  /// There are points, and none of them has a place on axes of which one is logarithmic.
  case noPositiveValue

  /// The reason for `series` as a whole; `nil` where one point or more of it can be drawn.
  init?(of series: [LineChart.Series], x: Scale, y: Scale) {
    let points = series.flatMap { $0.points + $0.runs.joined() + $0.scatter }
    if points.contains(where: { x.holds($0.x) && y.holds($0.y) }) { return nil }
    if points.isEmpty {
      self = .noData
    } else {
      self = x == .log || y == .log ? .noPositiveValue : .noFiniteValue
    }
  }

  var words: String {
    switch self {
    case .noData: "no data"
    case .noFiniteValue: "no finite value"
    case .noPositiveValue: "no positive finite value"
    }
  }

  /// The reason in the middle of a plot.
  func elements(in rect: Rect, ruler: TextRuler) -> [DisplayList.Element] {
    let run = TextRun(
      words, at: Point(rect.midX, rect.midY), .axisLabel, color: .softInk, alignment: .middle, anchor: .middle)
    return [.rectangle(ruler.bounds(run).grown(by: 6), fill: .white), .text(run)]
  }
}
