import Charts
import Foundation
import Robustness
import Statistics

/// Reliability diagrams of one model or of several, without attack and under an attack.
enum CalibrationChart {
  /// A chart with two panels for each model; `nil` where no report has a calibration.
  static func chart(
    _ models: [(name: String, report: AuditReport)], subtitle: String, dataset: String
  ) -> ReliabilityChart? {
    let panels = models.flatMap { self.panels($0.name, $0.report) }
    guard !panels.isEmpty, let total = models.first?.report.total else { return nil }
    return ReliabilityChart(
      title: "Accuracy at each confidence", subtitle: subtitle, panels: panels,
      columns: models.count > 1 ? 4 : 2,
      footnote: "\(dataset) test, n = \(Caption.grouped(total)); \(CalibrationError.binCount) bins; ECE: expected "
        + "calibration error, the mean gap. The attack is at the middle of the strengths.")
  }

  private static func panels(_ name: String, _ report: AuditReport) -> [ReliabilityChart.Panel] {
    let prefix = name.isEmpty ? "" : "\(name): "
    var panels: [ReliabilityChart.Panel] = []
    if let clean = report.calibration?.clean { panels.append(panel("\(prefix)without attack", clean)) }
    if let attacked = report.calibration?.underAttack {
      panels.append(panel(prefix + words(attacked), attacked.error))
    }
    return panels
  }

  /// The attack, its loss and its strength, such as `PGD through dlr, ε = 8/255`.
  private static func words(_ attacked: AuditCalibration.UnderAttack) -> String {
    "\(Caption.curve(attacked.label)), ε\u{A0}=\u{A0}\(attacked.epsilon)"
  }

  private static func panel(_ title: String, _ error: CalibrationError) -> ReliabilityChart.Panel {
    let total = error.bins.reduce(0) { $0 + $1.count }
    func mean(_ value: (CalibrationError.Bin) -> Double) -> Double {
      error.bins.reduce(0) { $0 + Double($1.count) * value($1) } / Double(max(total, 1))
    }
    return ReliabilityChart.Panel(
      title,
      note: String(
        format: "ECE %.1f\u{A0}%%, accuracy %.1f\u{A0}%%, confidence %.1f\u{A0}%%", 100 * error.expected,
        100 * mean(\.accuracy), 100 * mean(\.meanConfidence)),
      bins: error.bins.map { bin in
        let interval = WilsonInterval(successes: Int((bin.accuracy * Double(bin.count)).rounded()), total: bin.count)
        return ReliabilityChart.Bin(
          count: bin.count, confidence: bin.meanConfidence, share: bin.accuracy,
          interval: Interval(interval.lower, interval.upper))
      })
  }
}
