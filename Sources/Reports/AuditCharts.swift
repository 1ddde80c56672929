import Charts
import Foundation
public import Robustness

/// The charts of one model's audit.
public struct AuditCharts {
  public static let names = ["accuracy.png", "per-class.png", "reliability.png", "examples.png"]

  /// The charts by file name. A chart is missing where the audit has nothing to show in it.
  let entries: [(file: String, chart: any Chart)]

  public init(_ findings: AuditFindings, dataset: String) {
    let report = findings.report, subtitle = Caption.model(report.settings.checkpoint)
    let charts: [(any Chart)?] = [
      AuditChart.chart(report, title: "Accuracy under attack", dataset: dataset),
      ClassChart.chart([("", report)], subtitle: subtitle, dataset: dataset),
      CalibrationChart.chart([("", report)], subtitle: subtitle, dataset: dataset),
      ExampleChart.chart(findings.examples, findings.imageShape, report: report, dataset: dataset),
    ]
    entries = zip(Self.names, charts).compactMap { file, chart in chart.map { (file, $0) } }
  }

  /// Writes the charts into `folder`, which is made where it is missing.
  public func write(to folder: String) throws {
    for (file, chart) in entries { try chart.write(to: "\(folder)/\(file)") }
  }
}
