import Foundation

extension LineChart {
  /// Where each curve begins and ends: `baikal from 81.4 % at 0 to 8.1 % at 0.15`.
  public var reading: String {
    let curves = series.compactMap { series -> String? in
      let points = series.points.filter { $0.isFinite && y.scale.holds($0.y) }
      guard let first = points.first, let last = points.last else { return nil }
      func value(_ p: Point) -> String { "\(y.reading(of: p.y)) at \(x.reading(of: p.x))" }
      return points.count == 1
        ? "\(series.name) \(value(first))" : "\(series.name) from \(value(first)) to \(value(last))"
    }
    return curves.joined(separator: "; ")
  }
}

extension HeatMapChart {
  /// The smallest and the largest value of each panel.
  public var reading: String { value.reading(of: panels) }
}

extension DensityChart {
  /// The median of the first and of the last strip of each panel.
  public var reading: String {
    panels.compactMap { panel in
      let medians = panel.strips.compactMap { strip in strip.median.map { (strip.x, $0) } }
      guard let first = medians.first, let last = medians.last else { return nil }
      func value(_ place: (Double, Double)) -> String { "\(y.reading(of: place.1)) at \(x.reading(of: place.0))" }
      return "\(panel.title): median from \(value(first)) to \(value(last))"
    }.joined(separator: "; ")
  }
}

extension SurfaceChart {
  /// The smallest and the largest value of each panel.
  public var reading: String { value.reading(of: panels) }
}

extension Axis {
  fileprivate func reading(of panels: [HeatMapChart.Panel]) -> String {
    panels.compactMap { panel in
      let values = panel.values.filter { $0.isFinite && scale.holds($0) }
      guard let low = values.min(), let high = values.max() else { return nil }
      return "\(panel.title.isEmpty ? label : panel.title) from \(reading(of: low)) to \(reading(of: high))"
    }.joined(separator: "; ")
  }

  /// The value as a tick is labelled, a percentage to a tenth and anything else to three digits.
  fileprivate func reading(of value: Double) -> String {
    if let tick = ticks?.first(where: { abs($0.value - value) <= 1e-9 * abs(value) }) { return tick.label }
    let step = format == .percent ? 0.001 : value == 0 ? 1 : pow(10, log10(abs(value)).rounded(.down) - 2)
    return format.labels(for: [(value / step).rounded() * step])[0]
  }
}
