import Foundation

/// A chart as a picture within a page: an SVG with text, or a PNG where that is smaller.
///
/// Text is set in DejaVu Sans where the reader has it and in a similar typeface elsewhere, each line stretched to the width
/// that the layout gave it. A chart that is written to a file has outlines of its glyphs instead (`VectorFile`).
struct PagePicture {
  private let list: DisplayList
  private let ruler = TextRuler()
  private var clips = 0

  init(_ list: DisplayList) { self.list = list }

  /// The source of the SVG: one `svg` element, whose units are CSS pixels.
  var svg: String {
    var picture = self
    let body = picture.source(list.elements)
    let width = Self.number(list.size.width), height = Self.number(list.size.height)
    return """
      <svg xmlns='http://www.w3.org/2000/svg' width='\(width)' height='\(height)' viewBox='0 0 \(width) \(height)' \
      font-family='DejaVu Sans,Verdana,sans-serif' fill='none' stroke-linejoin='round'>\(body)</svg>
      """
  }

  /// The SVG as a URI for an attribute in double quotes.
  var uri: String {
    // What a URI or the attribute about it cannot hold as it is; the percent sign first, since the others bring it in.
    let escapes = [("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), ("&", "%26"), ("\"", "%22")]
    return "data:image/svg+xml," + escapes.reduce(svg) { $0.replacing($1.0, with: $1.1) }
  }

  private mutating func source(_ elements: [DisplayList.Element]) -> String {
    elements.map { source($0) }.joined()
  }

  private mutating func source(_ element: DisplayList.Element) -> String {
    switch element {
    case .line(let points, let stroke): return "<path d='\(Self.path(points))'\(Self.attributes(stroke: stroke))/>"
    case .polygon(let points, let fill): return "<path d='\(Self.path(points))z'\(Self.attributes(fill: fill))/>"
    case .region(let rings, let fill):
      guard !rings.isEmpty else { return "" }
      let path = rings.map { Self.path($0) + "z" }.joined()
      return "<path fill-rule='evenodd' d='\(path)'\(Self.attributes(fill: fill))/>"
    case .rectangle(let r, let fill, let stroke):
      return "<rect \(Self.attributes(r))\(Self.attributes(fill: fill, stroke: stroke))/>"
    case .disc(let center, let radius, let fill, let stroke):
      return "<circle cx='\(Self.number(center.x))' cy='\(Self.number(center.y))' r='\(Self.number(radius))'"
        + "\(Self.attributes(fill: fill, stroke: stroke))/>"
    case .cells(let columns, let rows, let colors): return Self.cells(columns, rows, colors)
    case .text(let run): return text(run)
    case .clipped(let rect, let inner):
      clips += 1
      let name = "c\(clips)"
      return "<clipPath id='\(name)'><rect \(Self.attributes(rect))/></clipPath><g clip-path='url(#\(name))'>"
        + "\(source(inner))</g>"
    }
  }

  private func text(_ run: TextRun) -> String {
    guard !run.text.isEmpty else { return "" }
    let extent = ruler.extent(of: run.text, run.font)
    let x = run.position.x, y = run.position.y
    let place =
      run.readsUpwards
      ? "transform='translate(\(Self.number(x)) \(Self.number(y))) rotate(-90)' x='\(Self.number(run.start(extent)))'"
        + " y='\(Self.number(run.baseline(extent)))'"
      : "x='\(Self.number(x + run.start(extent)))' y='\(Self.number(y + run.baseline(extent)))'"
    let words = run.text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    return "<text \(place) font-size='\(Self.number(run.font.size))'\(run.font.isBold ? " font-weight='bold'" : "")"
      + " textLength='\(Self.number(extent.width))' lengthAdjust='spacingAndGlyphs'"
      + "\(Self.attributes(fill: run.color))>\(words)</text>"
  }

  /// Rectangles, of which neighbours of one colour in a row are one. They have no soft edges, which would show as seams, and
  /// each reaches a little below those after it: a browser rounds edges to pixels on either side.
  private static func cells(_ columns: [Double], _ rows: [Double], _ colors: [Color]) -> String {
    let across = columns.count - 1
    var source = "<g shape-rendering='crispEdges'>", start = 0
    for i in colors.indices {
      let isLast = (i + 1) % across == 0
      if !isLast && colors[i + 1] == colors[i] { continue }
      let row = i / across
      func reach(_ edges: [Double], _ place: Int) -> Double {
        guard place + 2 < edges.count else { return edges[place + 1] }
        let next = edges[place + 2] - edges[place + 1]
        return edges[place + 1] + (next < 0 ? -1 : 1) * min(0.6, abs(next))
      }
      let left = columns[start % across], right = reach(columns, i % across), from = rows[row], to = reach(rows, row)
      let rect = Rect(minX: min(left, right), minY: min(from, to), maxX: max(left, right), maxY: max(from, to))
      source += "<rect \(attributes(rect))\(attributes(fill: colors[i]))/>"
      start = i + 1
    }
    return source + "</g>"
  }

  private static func path(_ points: [Point]) -> String {
    "M" + thinned(points[...]).map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// The line without points that lie within a tenth of a pixel of it (Douglas and Peucker 1973).
  private static func thinned(_ points: ArraySlice<Point>) -> [Point] {
    guard points.count > 2, let first = points.first, let last = points.last else { return Array(points) }
    let length = hypot(last.x - first.x, last.y - first.y)
    func distance(_ p: Point) -> Double {
      length == 0
        ? hypot(p.x - first.x, p.y - first.y)
        : abs((last.x - first.x) * (p.y - first.y) - (last.y - first.y) * (p.x - first.x)) / length
    }
    let farthest = points.indices.dropFirst().dropLast().max { distance(points[$0]) < distance(points[$1]) }!
    guard distance(points[farthest]) > 0.1 else { return [first, last] }
    return thinned(points[...farthest]).dropLast() + thinned(points[farthest...])
  }

  private static func attributes(_ r: Rect) -> String {
    "x='\(number(r.minX))' y='\(number(r.minY))' width='\(number(r.width))' height='\(number(r.height))'"
  }

  private static func attributes(fill: Color? = nil, stroke: Stroke? = nil) -> String {
    var attributes = ""
    if let fill {
      attributes += " fill='\(hex(fill))'"
      if fill.alpha < 1 { attributes += " fill-opacity='\(number(fill.alpha))'" }
    }
    if let stroke {
      attributes += " stroke='\(hex(stroke.color))' stroke-width='\(number(stroke.width))'"
      if stroke.color.alpha < 1 { attributes += " stroke-opacity='\(number(stroke.color.alpha))'" }
      if !stroke.dash.isEmpty {
        attributes += " stroke-dasharray='\(stroke.dash.map(number).joined(separator: " "))'"
      }
    }
    return attributes
  }

  private static func hex(_ color: Color) -> String {
    let parts = [color.red, color.green, color.blue].map { Int((min(max($0, 0), 1) * 255).rounded()) }
    return "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The number to a hundredth of a pixel.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded()), size = abs(hundredths)
    let whole = "\(hundredths < 0 ? "-" : "")\(size / 100)"
    guard size % 100 != 0 else { return whole }
    let digits = size % 100
    return digits % 10 == 0 ? "\(whole).\(digits / 10)" : "\(whole).\(digits < 10 ? "0" : "")\(digits)"
  }
}
