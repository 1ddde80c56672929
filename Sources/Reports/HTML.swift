/// Markup of a report. Text that is put into it is escaped, so that a name cannot become markup.
///
/// A literal is markup as it stands. What is interpolated in it is escaped, unless it is markup itself:
/// `"<td>\(name)</td>"`. Attributes stand in double quotes.
struct HTML: Equatable, ExpressibleByStringInterpolation {
  /// The markup as a file holds it.
  private(set) var source: String

  init(stringLiteral source: String) { self.source = source }

  init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { source += literal }
    mutating func appendInterpolation(_ markup: HTML) { source += markup.source }
    mutating func appendInterpolation(_ text: some CustomStringConvertible) {
      source += HTML.escaped(text.description)
    }
  }

  static func + (first: HTML, second: HTML) -> HTML { "\(first)\(second)" }

  /// The markup without its line breaks.
  var onOneLine: HTML {
    var line = self
    line.source = source.replacing("<br>", with: ", ")
    return line
  }

  private static func escaped(_ text: String) -> String {
    // By code units: a combining mark behind a `<` would hide it from a comparison of characters.
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The table, turned where it has more columns than a page takes and is narrower the other way round.
  static func narrowTable(_ header: [HTML], _ rows: [[HTML]]) -> HTML {
    guard header.count > 7, rows.count + 1 < header.count else { return table(header, rows) }
    let columns = header.indices.dropFirst()
    return table(
      [header[0]] + rows.map { $0[0] }, columns.map { column in [header[column].onOneLine] + rows.map { $0[column] } })
  }

  /// A table. The first cell of a row is its heading; cells that hold sentences are set as such.
  static func table(_ header: [HTML], _ rows: [[HTML]], ofWords: Bool = false) -> HTML {
    let head = header.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined()
    let open: HTML = ofWords ? "<td class=\"words\">" : "<td>"
    let body = rows.map { row in
      let cells = row.enumerated().map { place, cell in
        place == 0 ? "<th scope=\"row\">\(cell)</th>" : "\(open)\(cell)</td>" as HTML
      }
      return "<tr>\(cells.joined())</tr>" as HTML
    }
    return
      "<div class=\"wide\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body.joined("\n"))\n</tbody></table></div>\n"
  }
}

extension Sequence<HTML> {
  /// The pieces in a row, with `separator` between them.
  func joined(_ separator: HTML = "") -> HTML {
    var joined: HTML = ""
    for (place, piece) in enumerated() { joined = place == 0 ? piece : "\(joined)\(separator)\(piece)" }
    return joined
  }
}
