import Files
import LossLandscapes

/// The measures of a model's sharpness, each with its standard error: the columns of tables.
enum SharpnessTable {
  struct Measure: Sendable {
    /// The name of its column in a CSV.
    let column: String
    /// The heading in a report.
    let title: HTML
    let estimate: @Sendable (SharpnessReport) -> SharpnessReport.Estimate?
  }

  static let measures: [Measure] =
    [
      Measure(column: "cross_entropy", title: "cross-entropy") { $0.crossEntropy },
      Measure(column: "half_width_10_points", title: "half-width at −10 points") { $0.halfWidth },
    ]
    + ["0.25", "0.5", "1.0"].map { radius in
      Measure(column: "mean_rise_\(radius)", title: "mean rise at ±\(radius)") { $0.meanRise[radius] }
    }
    + [
      Measure(column: "sam", title: "SAM") { $0.sam }, Measure(column: "asam", title: "ASAM") { $0.asam },
      Measure(column: "adaptive_worst_case", title: "adaptive worst case") { $0.adaptiveWorstCase },
      Measure(column: "adaptive_average_case", title: "adaptive average case") { $0.adaptiveAverageCase },
      Measure(column: "largest_eigenvalue", title: "largest eigenvalue") { report in
        report.hessian.eigenvalues.first.map { .init($0.value, standardError: $0.standardError) }
      },
      Measure(column: "hessian_trace", title: "trace of the Hessian") { $0.hessian.trace },
    ]

  static let header =
    (["total", "accuracy"] + measures.flatMap { [$0.column, "\($0.column)_standard_error"] } + ["not_measured"])
    .joined(separator: ",")

  /// A row; the fields of a model that has no sharpness are empty, but for the reason.
  static func fields(_ finding: SharpnessFinding) -> [String] {
    let report = finding.report
    return [report.map { "\($0.total)" } ?? "", SliceTable.field(report?.accuracy)]
      + measures.flatMap { measure -> [String] in
        let estimate = report.flatMap(measure.estimate)
        return [SliceTable.field(estimate?.value), SliceTable.field(estimate?.standardError)]
      } + [CSV.quoted(finding.reason ?? "")]
  }
}

extension ReportTables {
  /// A row for each model, with the standard errors; empty where nothing was measured.
  var sharpness: HTML {
    let models = results.losses.flatMap { loss in
      loss.models.compactMap { model in model.sharpness.map { (name: model.name(in: loss), finding: $0) } }
    }
    guard let first = models.lazy.compactMap(\.finding.report).first else {
      return models.map { "<p>\($0.name): not measured: \($0.finding.reason ?? "").</p>" as HTML }.joined("\n")
    }
    func cell(_ estimate: SharpnessReport.Estimate?) -> HTML {
      guard let estimate else { return "–" }
      let error: String = estimate.standardError.map { " ± \(Caption.short($0))" } ?? ""
      return "\(Caption.short(estimate.value))\(error)"
    }
    let rows = models.map { name, finding -> [HTML] in
      guard let report = finding.report else {
        return ["\(name)", "not measured: \(finding.reason ?? "")"]
          + SharpnessTable.measures.dropFirst().map { _ in "–" }
      }
      return ["\(name)"] + SharpnessTable.measures.map { cell($0.estimate(report)) }
    }
    let unchanged = first.invariances.sorted { $0.key < $1.key }.map {
      "\($0.key.replacing("_", with: " ")): \($0.value)"
    }.joined(separator: ". ")
    let lost = models.filter { $0.finding.report.map { $0.halfWidth == nil } ?? false }.map(\.name)
    return HTML.narrowTable(["model"] + SharpnessTable.measures.map(\.title), rows)
      + """
      <p>Cross-entropy on the first \(Caption.grouped(first.total)) test images, in evaluation mode; ± is the standard error, over
      directions (half-width, mean rise), images (cross-entropy, SAM, ASAM), batches (adaptive), parts of the images (eigenvalue) or
      probes (trace). \(first.notes.joined(separator: " ")) \(lost.isEmpty ? "" : "No half-width: \(lost.joined(separator: ", ")).")</p>
      <p>What does not change a measure: \(unchanged).</p>

      """
  }
}
