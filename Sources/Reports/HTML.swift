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

  static let style: HTML = """
    body { font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1b1b1b; background: #fff; margin: 2rem auto;
      max-width: 76rem; padding: 0 1rem; }
    h1, h2, h3 { line-height: 1.2; margin: 2rem 0 .6rem; } h1 { margin-top: 0; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 15px; margin: .8rem 0; font-variant-numeric: tabular-nums; }
    th, td { padding: .3rem .45rem; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap; }
    th:first-child { text-align: left; } thead th { border-bottom: 2px solid #888; vertical-align: bottom; }
    td.words { text-align: left; white-space: normal; }
    figure { margin: 1.6rem 0; } figure img { width: 100%; height: auto; border: 1px solid #eee; }
    figcaption { color: #444; } code, pre { font: 14px/1.45 "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
    pre { background: #f6f6f6; padding: 1rem; overflow-x: auto; } small { color: #555; }
    .pass { color: #00664a; } .warn { color: #8a5300; font-weight: 600; } .fail { color: #a4003b; font-weight: 700; }
    """
}

extension Sequence<HTML> {
  /// The pieces in a row, with `separator` between them.
  func joined(_ separator: HTML = "") -> HTML {
    var joined: HTML = ""
    for (place, piece) in enumerated() { joined = place == 0 ? piece : "\(joined)\(separator)\(piece)" }
    return joined
  }
}
