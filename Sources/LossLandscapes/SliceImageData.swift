import Files
import Foundation

/// A slice as VTK's ImageData, a `.vti` file that ParaView opens.
///
/// α is x and β is y. Each quantity is an array of the points, under its name in JSON. Of several draws the name alone is
/// their median at each point, and `NAME_draw_0` and so on are the draws. The settings are JSON in the field data.
public enum SliceImageData {
  public static func vti(_ report: SliceReport) throws -> String {
    let axes = [report.alphas, report.betas.isEmpty ? [0] : report.betas, [0]]
    let extent = axes.map { "0 \($0.count - 1)" }.joined(separator: " ")
    func spacing(_ axis: [Double]) -> Double {
      axis.count > 1 ? (axis.last! - axis.first!) / Double(axis.count - 1) : 1
    }
    let elements = report.quantities.flatMap { arrays(of: $0, in: report) }.map(element)
    let settings = try StableJSON.encode(report.settings, pretty: false)
    return """
      <?xml version="1.0"?>
      <VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">
        <ImageData WholeExtent="\(extent)" Origin="\(words(axes.map { $0[0] }))" Spacing="\(words(axes.map(spacing)))">
          <FieldData>
            <Array type="String" Name="settings" NumberOfTuples="1" format="ascii">\(text(settings))</Array>
          </FieldData>
          <Piece Extent="\(extent)">
            <PointData Scalars="\(SliceQuantity.crossEntropy.rawValue)">
      \(elements.joined(separator: "\n"))
            </PointData>
          </Piece>
        </ImageData>
      </VTKFile>

      """
  }

  private typealias NamedArray = (name: String, numbers: [Double])

  private static func arrays(of quantity: SliceQuantity, in report: SliceReport) -> [NamedArray] {
    let draws = report.allPoints.map { report.matrix(quantity, of: $0) }
    guard draws.count > 1 else { return [(quantity.rawValue, draws[0])] }
    let medians = draws[0].indices.map { place in SliceSpread.Band(draws.map { $0[place] }).median }
    return [(quantity.rawValue, medians)]
      + draws.enumerated().map { ("\(quantity.rawValue)_draw_\($0)", $1) }
  }

  /// Numbers as text cannot be read where they are not finite, so the bytes are written: first how many, then the numbers.
  private static func element(_ array: NamedArray) -> String {
    var data = Data()
    withUnsafeBytes(of: UInt64(8 * array.numbers.count).littleEndian) { data.append(contentsOf: $0) }
    for number in array.numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return "        <DataArray type=\"Float64\" Name=\"\(array.name)\" format=\"binary\">"
      + data.base64EncodedString() + "</DataArray>"
  }

  /// A text is the numbers of its bytes and a zero.
  private static func text(_ data: Data) -> String {
    (data.filter { $0 != UInt8(ascii: "\n") } + [0]).map { "\($0)" }.joined(separator: " ")
  }

  private static func words(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: " ") }
}
