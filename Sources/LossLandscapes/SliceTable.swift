import Robustness

/// A slice as comma-separated values: a line for each draw and point, and a column for each quantity.
///
/// A number that the slice does not have leaves its field empty. A number that is not finite is `NaN`, `Inf` or `-Inf`, as
/// pandas and R read it.
public enum SliceTable {
  /// The names of the columns.
  public static let header =
    (["draw", "alpha", "beta"] + SliceQuantity.allCases.map(\.rawValue)
    + ["total", "fgsm_epsilon"]).joined(separator: ",")

  public static func csv(_ report: SliceReport) -> String {
    ([header] + rows(report)).joined(separator: "\n") + "\n"
  }

  /// A line for each draw and point.
  public static func rows(_ report: SliceReport) -> [String] {
    let epsilon = field(report.settings.epsilon?.value)
    return report.allPoints.enumerated().flatMap { draw, points in
      points.map { point in
        let numbers = [point.alpha, point.beta] + SliceQuantity.allCases.map { $0.value(at: point) }
        return (["\(draw)"] + numbers.map(field) + ["\(report.total)", epsilon]).joined(separator: ",")
      }
    }
  }

  /// The number as pandas and R read it; empty where there is none.
  public static func field(_ number: Double?) -> String {
    guard let number else { return "" }
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number > 0 ? "Inf" : "-Inf" }
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
