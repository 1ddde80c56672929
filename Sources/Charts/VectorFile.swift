import Files
import Foundation

/// Drawings as SVG and PDF.
enum VectorFile {
  static func pdf(_ drawing: Drawing, title: String) throws -> Data {
    try render(drawing, .pdf(title: title))
  }

  /// The drawing as SVG with the title, and with `settings` as its metadata.
  static func svg(_ drawing: Drawing, title: String, settings: [(String, String)]) throws -> Data {
    let source = String(decoding: try render(drawing, .svg), as: UTF8.self)
    // The first element is <svg …>, behind the declaration of XML.
    guard let start = source.range(of: "<svg "),
      let end = source.range(of: ">", range: start.upperBound..<source.endIndex)
    else { throw FileError("chart", "cairo wrote no SVG", expected: "<svg", found: String(source.prefix(40))) }
    let metadata = settings.map { "\n<metadata>\(escaped("\($0.0): \($0.1)"))</metadata>" }.joined()
    let words = "\n<title>\(escaped(title))</title>\(metadata)"
    return Data(numbered(source.replacingCharacters(in: end, with: ">\(words)")).utf8)
  }

  private static func render(_ drawing: Drawing, _ kind: CairoCanvas.Vector) throws -> Data {
    let canvas = CairoCanvas(kind, paper: drawing.paper, scale: drawing.pointsPerUnit)
    canvas.draw(drawing.list.elements)
    return try canvas.finished()
  }

  /// The source with cairo's names of surfaces and images counted from 1.
  ///
  /// Cairo numbers them through a whole process, so that a second drawing of the same chart would have other bytes.
  private static func numbered(_ source: String) -> String {
    var names: [Substring: Int] = [:]
    return source.replacing(/(id="|#)(surface|image|source|mask|pattern)-?(\d+)/) { match in
      let name = match.output.2 + match.output.3
      let number = names[name] ?? names.count + 1
      names[name] = number
      return "\(match.output.1)\(match.output.2)\(number)"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
