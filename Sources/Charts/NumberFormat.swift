import Foundation

/// How numbers are written on axes. They have "−" for minus and "," between thousands.
public enum NumberFormat: Sendable, Equatable {
  case plain
  /// A count, such as epochs. Only whole values are labelled.
  case whole
  /// A fraction that is written as a percentage: 0.25 is "25 %".
  case percent

  /// The labels for the values of one axis. All have the same number of decimals, or all are powers of ten.
  ///
  /// Different values have different labels: where their differences are too small for these forms, all digits are
  /// written.
  func labels(for values: [Double]) -> [String] {
    let labels = rounded(values)
    guard Set(labels).count < Set(values).count else { return labels }
    return values.map { value in
      let scaled = self == .percent ? value * 100 : value
      return "\(scaled)".replacing("-", with: "−") + (self == .percent ? " %" : "")
    }
  }

  private func rounded(_ values: [Double]) -> [String] {
    let scaled = self == .percent ? values.map { $0 * 100 } : values
    let suffix = self == .percent ? " %" : ""
    let magnitudes = scaled.map { abs($0) }.filter { $0 > 0 }
    guard let largest = magnitudes.max(), let smallest = magnitudes.min() else {
      return scaled.map { _ in "0" + suffix }
    }
    let usesPowers = largest >= 1e7 || largest < 1e-4 || (smallest < 1e-3 && largest / smallest > 100)
    if usesPowers { return scaled.map { Self.power($0) + suffix } }
    // A wide logarithmic axis reads 0.01, 0.1, 1 rather than 0.01, 0.10, 1.00.
    if largest / smallest >= 100 { return scaled.map { Self.fixed($0, decimals: Self.decimals([$0])) + suffix } }
    let decimals = Self.decimals(scaled)
    return scaled.map { Self.fixed($0, decimals: decimals) + suffix }
  }

  /// The fewest decimals, up to six, that write all `values` to a millionth of the largest.
  private static func decimals(_ values: [Double]) -> Int {
    let tolerance = (values.map { abs($0) }.max() ?? 0) * 1e-6
    return (0..<6).first { n in
      let power = pow(10, Double(n))
      return values.allSatisfy { abs(($0 * power).rounded() / power - $0) <= tolerance }
    } ?? 6
  }

  /// `1234.5` with one decimal is "1,234.5".
  static func fixed(_ value: Double, decimals: Int) -> String {
    let digits = String(format: "%.\(decimals)f", abs(value))
    let parts = digits.split(separator: ".")
    var whole = ""
    for (i, digit) in parts[0].enumerated() {
      if i > 0, (parts[0].count - i).isMultiple(of: 3) { whole.append(",") }
      whole.append(digit)
    }
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return (value < 0 && !isZero ? "−" : "") + ([whole] + parts.dropFirst().map(String.init)).joined(separator: ".")
  }

  /// `-0.0002` is "−2×10⁻⁴" and a pure power of ten just "10⁻⁴".
  static func power(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var exponent = Int(floor(log10(abs(value))))
    var mantissa = abs(value) / pow(10, Double(exponent))
    if mantissa > 9.9999995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    let raised = "10" + String(String(exponent).map { Self.superscripts[$0] ?? $0 })
    let factor = fixed(mantissa, decimals: decimals([mantissa]))
    return (value < 0 ? "−" : "") + (factor == "1" ? raised : "\(factor)×\(raised)")
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
  ]
}
