import Files
public import Foundation
import PNGFiles

/// A chart as its data. It knows how it is drawn.
public protocol Chart: Sendable {
  var title: String { get }
  /// The finished layout. Equal charts have equal layouts.
  func displayList() -> DisplayList
}

extension Chart {
  /// The chart as a PNG. The same chart gives the same bytes wherever fonts and cairo are the same.
  ///
  /// The picture has two pixels for each point of the layout, which is dense enough for print. Its text chunks hold the
  /// title and `settings`, which are pairs such as `("Settings", json)`.
  public func png(settings: [(String, String)] = []) throws -> Data {
    let text = [PNGText("Title", title)] + settings.map { PNGText($0.0, $0.1) }
    return try PNGImage(displayList(), pixelsPerPoint: 2, text: text).encoded()
  }

  /// Writes the PNG to `path`, whole or not at all.
  public func write(to path: String, settings: [(String, String)] = []) throws {
    try AtomicFile.write(png(settings: settings), to: path)
  }
}

extension PNGImage {
  init(_ list: DisplayList, pixelsPerPoint: Double, text: [PNGText] = []) throws {
    let list = list.namingMissingGlyphs, canvas = CairoCanvas(size: list.size, scale: pixelsPerPoint)
    canvas.draw(list.elements)
    let picture = try canvas.pixels()
    self.init(width: picture.width, height: picture.height, channels: 3, pixels: picture.rgb, text: text)
  }
}
