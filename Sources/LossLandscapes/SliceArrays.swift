import Files
public import Foundation

/// A slice as arrays of NumPy.
///
/// On a line an array has shape (α), on a plane (β, α). Several draws of directions are a first axis.
public enum SliceArrays {
  /// Cross-entropy alone, as an `.npy` file.
  public static func npy(_ report: SliceReport) -> Data { array(.crossEntropy, of: report).npy }

  /// All quantities that the slice has under the names that they have in JSON, `alpha`, on a plane `beta`, and the
  /// `settings` as JSON in a string, as an `.npz` file.
  public static func npz(_ report: SliceReport) throws -> Data {
    var arrays = [("alpha", NPYFile([report.alphas.count], report.alphas))]
    if !report.betas.isEmpty { arrays.append(("beta", NPYFile([report.betas.count], report.betas))) }
    arrays += report.quantities.map { ($0.rawValue, array($0, of: report)) }
    arrays.append(("total", NPYFile([], [Double(report.total)])))
    var files = arrays.map { ("\($0.0).npy", $0.1.npy) }
    let settings = String(decoding: try StableJSON.encode(report.settings, pretty: false), as: UTF8.self)
    files.append(("settings.npy", NPYFile.npy(text: settings.trimmingCharacters(in: .newlines))))
    return ZipWriter.archive(files)
  }

  private static func array(_ quantity: SliceQuantity, of report: SliceReport) -> NPYFile {
    let draws = report.allPoints
    let shape =
      (draws.count > 1 ? [draws.count] : []) + (report.betas.isEmpty ? [] : [report.betas.count])
      + [report.alphas.count]
    return NPYFile(shape, draws.flatMap { report.matrix(quantity, of: $0) })
  }
}
