public import Charts
import Foundation
public import Robustness

/// The charts of one model's audit.
public struct AuditCharts {
  /// Every chart by the name of its file. It makes none where the audit has nothing to show in it.
  private static let makers: [(file: String, make: @Sendable (AuditFindings, _ dataset: String) -> (any Chart)?)] = [
    ("accuracy.png", { AuditChart.chart($0.report, title: "Accuracy under attack", dataset: $1) }),
    ("smallest-epsilon.png", { SmallestEpsilonChart.chart($0.report, subtitle: subtitle($0), dataset: $1) }),
    ("per-class.png", { ClassChart.chart([("", $0.report)], subtitle: subtitle($0), dataset: $1) }),
    ("reliability.png", { CalibrationChart.chart([("", $0.report)], subtitle: subtitle($0), dataset: $1) }),
    ("examples.png", { ExampleChart.chart($0.examples, $0.imageShape, report: $0.report, dataset: $1) }),
  ]

  public static var names: [String] { makers.map(\.file) }

  /// The charts by file name.
  let entries: [(file: String, chart: any Chart)]

  public init(_ findings: AuditFindings, dataset: String) {
    entries = Self.makers.compactMap { file, make in make(findings, dataset).map { (file, $0) } }
  }

  private static func subtitle(_ findings: AuditFindings) -> String {
    Caption.model(findings.report.settings)
  }

  /// Writes the charts into `folder`, which is made where it is missing.
  public func write(to folder: String, _ format: ChartFormat = .png, _ design: ChartDesign = ChartDesign()) throws {
    for (file, chart) in entries { try chart.write(to: "\(folder)/\(format.name(of: file))", design: design) }
  }
}
