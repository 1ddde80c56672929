/// An 8-bit image with its text chunks. It is grey or RGB, with alpha or without, with its rows from the top and without
/// padding.
public struct PNGImage: Sendable, Equatable {
  public var width: Int
  public var height: Int
  /// The number of channels: 1 for grey, 2 for grey with alpha, 3 for RGB, 4 for RGBA. Alpha is straight (not premultiplied).
  public var channels: Int
  /// The pixels, which are `height` × `width` × `channels` bytes.
  public var pixels: [UInt8]
  /// The text chunks, in the order of the file.
  public var text: [PNGText]
  /// The largest sample of the file that was read, where it had 16 bits; `nil` for other files.
  public var largestSample: Int?
  /// How many pixels a metre of the printed picture has. `nil` leaves the size on paper open.
  public var pixelsPerMetre: Int?

  public init(width: Int, height: Int, channels: Int, pixels: [UInt8], text: [PNGText] = []) {
    precondition(width > 0 && height > 0, "a PNG image has at least one pixel")
    precondition((1...4).contains(channels), "a PNG image has one to four channels")
    precondition(pixels.count == width * height * channels, "pixels has height × width × channels bytes")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
    self.text = text
  }
}

/// One text chunk: a keyword such as "Title", and a text.
public struct PNGText: Sendable, Equatable {
  /// The keyword: 1 to 79 Latin-1 characters without leading, trailing or doubled spaces.
  public var keyword: String
  /// The text: any Unicode characters except NUL.
  public var content: String

  public init(_ keyword: String, _ content: String) {
    self.keyword = keyword
    self.content = content
  }
}
