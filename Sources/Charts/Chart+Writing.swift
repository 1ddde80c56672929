import Files
public import Foundation
import PNGFiles

extension Chart {
  /// The chart as a PNG. The same chart gives the same bytes wherever fonts and cairo are the same.
  ///
  /// The picture has two pixels for each unit of the layout, or 600 an inch where the design states a width. It says
  /// how large it is on paper. Its text chunks hold the title and `settings`, which are pairs such as
  /// `("Settings", json)`.
  public func png(settings: [(String, String)] = [], design: ChartDesign = ChartDesign()) throws -> Data {
    let text = [PNGText("Title", title)] + settings.map { PNGText($0.0, $0.1) }
    let drawing = Drawing(of: self, design)
    let pixelsPerUnit = design.width == nil ? 2 : Self.dotsPerInch / 72 * drawing.pointsPerUnit
    var image = try PNGImage(drawing.list, pixelsPerUnit: pixelsPerUnit, text: text)
    image.pixelsPerMetre = Int((pixelsPerUnit / drawing.pointsPerUnit * 72 / 0.0254).rounded())
    return try image.encoded()
  }

  /// The density of pictures with a stated width.
  private static var dotsPerInch: Double { 600 }

  /// The chart as a file of this format. The same chart gives the same bytes wherever fonts and cairo are the same.
  public func data(
    _ format: ChartFormat, settings: [(String, String)] = [], design: ChartDesign = ChartDesign()
  ) throws -> Data {
    switch format {
    case .png: try png(settings: settings, design: design)
    case .svg: try VectorFile.svg(Drawing(of: self, design), title: title, settings: settings)
    case .pdf: try VectorFile.pdf(Drawing(of: self, design), title: title)
    }
  }

  /// The chart as a URI for the source of an image in a page. It needs no other file: the page holds the picture.
  public func pictureURI() throws -> String {
    let vector = PagePicture(Drawing(of: self, ChartDesign()).list).uri
    guard vector.utf8.count > Self.smallPicture else { return vector }
    let picture = try PNGImage(Drawing(of: self, ChartDesign()).list, pixelsPerUnit: 1.5)
    let pixels = "data:image/png;base64,\(try picture.encoded().base64EncodedString())"
    return pixels.utf8.count < vector.utf8.count ? pixels : vector
  }

  /// The length of a URI below which no PNG of a chart would be shorter.
  private static var smallPicture: Int { 100_000 }

  /// Writes the chart to `path`, whole or not at all, in the format that the name's ending says.
  ///
  /// Where the design leaves the words out, they are written beside it: `line.pdf` comes with `line.caption.txt` and
  /// `line.caption.tex`.
  public func write(to path: String, settings: [(String, String)] = [], design: ChartDesign = ChartDesign()) throws {
    guard let format = ChartFormat(path: path) else {
      throw FileError(
        path, "no format of a chart",
        expected: "a name ending in \(ChartFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", "))",
        found: (path as NSString).lastPathComponent)
    }
    try AtomicFile.write(data(format, settings: settings, design: design), to: path)
    guard !design.showsWords else { return }
    let words = ChartWords(of: self), stem = (path as NSString).deletingPathExtension
    try AtomicFile.write(Data(words.plain.utf8), to: "\(stem).caption.txt")
    try AtomicFile.write(Data(words.tex.utf8), to: "\(stem).caption.tex")
  }
}

extension PNGImage {
  init(_ list: DisplayList, pixelsPerUnit: Double, text: [PNGText] = []) throws {
    let canvas = CairoCanvas(size: list.size, scale: pixelsPerUnit)
    canvas.draw(list.elements)
    let picture = try canvas.pixels()
    self.init(width: picture.width, height: picture.height, channels: 3, pixels: picture.rgb, text: text)
  }
}
