import Robustness

/// A slice as comma-separated values: a line for each draw and point, and a column for each quantity.
///
/// A number that the slice does not have leaves its field empty. A number that is not finite is `NaN`, `Inf` or `-Inf`, as
/// pandas and R read it.
public enum SliceTable {
  public static func csv(_ report: SliceReport) -> String {
    let quantities = SliceQuantity.allCases
    var lines = [
      (["draw", "alpha", "beta"] + quantities.map(\.rawValue) + ["total", "fgsm_epsilon"]).joined(separator: ",")
    ]
    let epsilon = field(report.settings.epsilon?.value)
    for (draw, points) in report.allPoints.enumerated() {
      for point in points {
        let numbers = [point.alpha, point.beta] + quantities.map { $0.value(at: point) }
        lines.append((["\(draw)"] + numbers.map(field) + ["\(report.total)", epsilon]).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func field(_ number: Double?) -> String {
    guard let number else { return "" }
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number > 0 ? "Inf" : "-Inf" }
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
