public import Charts
import Foundation
public import Losses

/// Charts of the shapes of losses.
public enum LossCharts {
  /// The attraction to zero training error, against the probability of the target class.
  public static func attraction(_ curves: [LossCurve], classes: Int) -> LineChart {
    LineChart(
      title: "Attraction to zero training error",
      subtitle: "change of the target's probability in one unit step at the logits",
      x: Axis("Probability of the target class", range: 0...1),
      y: Axis("Attraction", scale: .symlog(threshold: 0.01)),
      series: curves.enumerated().map { style, curve in
        .init(short(curve.loss), points: curve.points.map { Point(1 - $0.epsilon, $0.attraction) }, style: style)
      },
      references: [
        ReferenceLine(.horizontal, at: 0, ""), ReferenceLine(.vertical, at: 1 / Double(classes), "null epoch"),
      ],
      footnote:
        "\(classes) classes, all wrong classes equally likely. Zero error lies at the right; below 0 the loss pushes away from it."
    )
  }

  /// The loss of one image against the probability of its target. Each curve is shifted to 0 at the null epoch and
  /// divided by its slope there.
  static func shapes(_ losses: [(name: String, loss: Loss)], classes: Int) -> LineChart {
    let n = Double(classes)
    let series = losses.enumerated().map { style, entry in
      let pull = entry.loss.nullEpoch(classes: classes).pull
      let origin = value(entry.loss, 1 / n, classes)
      let points = (1..<200).map { i -> Point in
        let h = Double(i) / 200
        return Point(h, pull > 0 ? (value(entry.loss, h, classes) - origin) * n / pull : .nan)
      }
      return LineChart.Series(entry.name, points: points, style: style)
    }
    return LineChart(
      title: "What the losses ask for",
      subtitle: "loss of one image, scaled to the pull of cross-entropy at the null epoch",
      x: Axis("Probability of the target class"), y: Axis("Loss above the null epoch's", range: shown(series)),
      series: series,
      references: [ReferenceLine(.vertical, at: 1 / n, "null epoch")],
      footnote:
        "\(classes) classes, wrong classes equally likely. Where a curve turns upward, more confidence is punished.")
  }

  /// The values that the chart of shapes shows: all, but at most 6 up and down, where a loss has a pole.
  private static func shown(_ series: [LineChart.Series]) -> ClosedRange<Double> {
    let values = series.flatMap(\.points).map(\.y).filter(\.isFinite), most = 6.0, margin = 0.2
    return max(-most, floor((values.min() ?? 0) - margin))...min(most, ceil((values.max() ?? 0) + margin))
  }

  /// The loss of an image whose target has probability `h` and whose other classes share the rest.
  private static func value(_ loss: Loss, _ h: Double, _ classes: Int) -> Double {
    let other = log((1 - h) / Double(classes - 1))
    var logits = [Float](repeating: Float(other), count: classes), result = 0.0
    logits[0] = Float(log(h))
    let label: [Int32] = [0]
    loss.evaluate(logits: logits, labels: label, count: 1, classes: classes, values: &result, gradient: nil)
    return result
  }

  /// The name with its numbers rounded to three digits, so that it fits a legend.
  static func short(_ name: String) -> String {
    let parts = name.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return name }
    let numbers = parts[1].split(separator: ",").map { Double($0).map { String(format: "%.3g", $0) } ?? String($0) }
    return "\(parts[0]):\(numbers.joined(separator: ","))"
  }
}
