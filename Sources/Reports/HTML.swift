/// The pieces of HTML that a report is made of.
enum HTML {
  static func escape(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// A table whose cells are HTML already. The first cell of a row is its heading.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let head = header.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.enumerated().map { $0 == 0 ? "<th scope=\"row\">\($1)</th>" : "<td>\($1)</td>" }.joined() + "</tr>"
    }
    return
      "<div class=\"wide\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body.joined(separator: "\n"))\n</tbody></table></div>\n"
  }

  static let style = """
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
