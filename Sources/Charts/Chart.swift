import Files
public import Foundation
import PNGFiles

/// A description of a chart by its data, which knows how it is drawn.
public protocol Chart: Sendable {
  var title: String { get }
  /// The finished layout; equal for equal charts.
  func displayList() -> DisplayList
}

extension Chart {
  /// A PNG of the chart, the same bytes for the same chart, fonts and cairo.
  ///
  /// Twice as dense as its layout, for print. The title and `settings` (pairs such as `("Settings", json)`) are kept in
  /// its text chunks.
  public func png(settings: [(String, String)] = []) throws -> Data {
    let text = [PNGText("Title", title)] + settings.map { PNGText($0.0, $0.1) }
    return try PNGImage(displayList(), pixelsPerPoint: 2, text: text).encoded()
  }

  /// Writes the PNG whole or not at all.
  public func write(to path: String, settings: [(String, String)] = []) throws {
    try AtomicFile.write(png(settings: settings), to: path)
  }
}

extension PNGImage {
  init(_ list: DisplayList, pixelsPerPoint: Double, text: [PNGText] = []) throws {
    let canvas = CairoCanvas(size: list.size, scale: pixelsPerPoint)
    canvas.draw(list.elements)
    let picture = try canvas.pixels()
    self.init(width: picture.width, height: picture.height, channels: 3, pixels: picture.rgb, text: text)
  }
}
