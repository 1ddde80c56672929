import Files
import Foundation
import PNGFiles
import Testing

@Suite("PNG images")
struct PNGImageTests {
  static func sample(channels: Int) -> PNGImage {
    PNGImage(
      width: 5, height: 3, channels: channels, pixels: (0..<15 * channels).map { UInt8($0 * 37 % 256) },
      text: [PNGText("Title", "FGSM at ε = 8/255, λ₀…λ₇, α"), PNGText("Settings", #"{"epsilon": 0.031}"#)])
  }

  @Test("An image and its Greek text come back as written", arguments: 1...4)
  func roundTrip(channels: Int) throws {
    let image = Self.sample(channels: channels)
    #expect(try PNGImage(data: image.encoded(), path: "a.png") == image)
  }

  @Test("The same image gives the same bytes")
  func deterministic() throws {
    #expect(try Self.sample(channels: 3).encoded() == Self.sample(channels: 3).encoded())
  }

  @Test("Every truncation is a FileError that names the file")
  func truncated() throws {
    let data = try Self.sample(channels: 3).encoded()
    for count in 0..<data.count {
      let error = #expect(throws: FileError.self) { try PNGImage(data: data.prefix(count), path: "cut.png") }
      #expect(error?.path == "cut.png" && error?.place != nil)
    }
  }

  @Test("A damaged file is told by where and how")
  func words() throws {
    var data = try Self.sample(channels: 3).encoded()
    let cut = #expect(throws: FileError.self) { try PNGImage(data: data.prefix(40), path: "cut.png") }
    #expect(
      cut?.description == "cut.png: byte 40: the PNG is damaged: the file ends early; copy or fetch it again")
    data[20] ^= 1
    let flipped = #expect(throws: FileError.self) { try PNGImage(data: data, path: "bad.png") }
    #expect(
      flipped?.description == "bad.png: byte 33: the PNG is damaged: IHDR: CRC error; copy or fetch it again")
  }

  @Test("Every flipped byte is a FileError, in text chunks too")
  func flipped() throws {
    let data = try Self.sample(channels: 4).encoded()
    for i in data.indices {
      var damaged = data
      damaged[i] ^= 0x20
      #expect(throws: FileError.self, "byte \(i)") { try PNGImage(data: damaged, path: "bad.png") }
    }
  }

  @Test("What is no PNG is told by its first bytes")
  func foreign() {
    let error = #expect(throws: FileError.self) { try PNGImage(data: Data("GIF89a".utf8) + [1, 0], path: "x.png") }
    #expect(
      error?.description
        == "x.png: byte 0: not a PNG file; expected the signature 89 50 4e 47 0d 0a 1a 0a, found 47 49 46 38 39 61 01 00"
    )
  }

  @Test("An absurd size is refused before memory is asked for", arguments: [(1 << 30, 1 << 30), (1 << 14, 1 << 14)])
  func huge(width: Int, height: Int) {
    let bytes = PNGBytes(width: width, height: height, depth: 8, colorType: 2, rows: [[1, 2, 3]])
    #expect(throws: FileError.self) { try PNGImage(data: bytes.data, path: "huge.png") }
  }

  @Test("A keyword that PNG forbids is a FileError")
  func keyword() {
    let image = PNGImage(width: 1, height: 1, channels: 1, pixels: [0], text: [PNGText("", "nothing")])
    #expect(throws: FileError.self) { try image.encoded(path: "k.png") }
  }
}

/// Kinds of PNG files other than ours, each two pixels, and what they are read as.
struct ForeignPNG: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var data: Data
  var channels: Int
  var pixels: [UInt8]

  static let all = [
    ForeignPNG(
      testDescription: "1-bit grey",
      data: PNGBytes(width: 2, height: 1, depth: 1, colorType: 0, rows: [[0b0100_0000]]).data,
      channels: 1, pixels: [0, 255]),
    ForeignPNG(
      testDescription: "16-bit grey",
      data: PNGBytes(width: 2, height: 1, depth: 16, colorType: 0, rows: [[0xff, 0xff, 0x80, 0x80]]).data,
      channels: 1, pixels: [255, 128]),
    ForeignPNG(
      testDescription: "grey with alpha",
      data: PNGBytes(width: 2, height: 1, depth: 8, colorType: 4, rows: [[7, 255, 9, 10]]).data,
      channels: 2, pixels: [7, 255, 9, 10]),
    ForeignPNG(
      testDescription: "16-bit grey with alpha",
      data: PNGBytes(
        width: 2, height: 1, depth: 16, colorType: 4, rows: [[0x80, 0x80, 0xff, 0xff, 0x0f, 0xff, 0, 0]]
      ).data,
      channels: 2, pixels: [128, 255, 16, 0]),
    ForeignPNG(
      testDescription: "palette",
      data: PNGBytes(
        width: 2, height: 1, depth: 8, colorType: 3, ancillary: [("PLTE", [1, 2, 3, 4, 5, 6])], rows: [[1, 0]]
      ).data,
      channels: 3, pixels: [4, 5, 6, 1, 2, 3]),
    ForeignPNG(
      testDescription: "palette with a transparent entry",
      data: PNGBytes(
        width: 2, height: 1, depth: 8, colorType: 3, ancillary: [("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [0])],
        rows: [[1, 0]]
      ).data,
      channels: 4, pixels: [4, 5, 6, 255, 1, 2, 3, 0]),
    ForeignPNG(
      testDescription: "RGB with a gamma chunk, which is not applied",
      data: PNGBytes(
        width: 2, height: 1, depth: 8, colorType: 2, ancillary: [("gAMA", [0, 1, 0x86, 0xa0])],
        rows: [[10, 20, 30, 40, 50, 60]]
      ).data,
      channels: 3, pixels: [10, 20, 30, 40, 50, 60]),
  ]
}

@Suite("PNGs of other programs")
struct ForeignPNGTests {
  @Test("Other kinds of PNG become 8-bit grey, RGB or RGBA", arguments: ForeignPNG.all)
  func normalised(_ png: ForeignPNG) throws {
    let image = try PNGImage(data: png.data, path: "foreign.png")
    #expect(image.channels == png.channels)
    #expect(image.pixels == png.pixels)
  }

  private let camera = PNGBytes(width: 3, height: 1, depth: 16, colorType: 0, rows: [[0, 0, 0x08, 0, 0x0f, 0xff]])

  @Test("12 bits of 16 become the whole range where they are said, and the largest sample is told")
  func bits() throws {
    let plain = try PNGImage(data: camera.data, path: "c.png")
    #expect(plain.pixels == [0, 8, 16] && plain.largestSample == 4095)
    // 2048 · 255 / 4095 = 127.53.
    #expect(try PNGImage(data: camera.data, path: "c.png", bits: 12).pixels == [0, 128, 255])
    let eight = PNGBytes(width: 1, height: 1, depth: 8, colorType: 0, rows: [[9]])
    let image = try PNGImage(data: eight.data, path: "e.png", bits: 12)
    #expect(image.pixels == [9] && image.largestSample == nil)
  }

  @Test("a sample above the bits that are said is told with its place")
  func tooManyBits() {
    let error = #expect(throws: FileError.self) { try PNGImage(data: camera.data, path: "c.png", bits: 11) }
    #expect(
      error?.description
        == "c.png: row 0, column 1: a sample has more than 11 bits; expected 0 to 2047, found 2048")
  }

  @Test("each 16-bit level becomes the nearest 8-bit one", arguments: Array(stride(from: 0, through: 65_535, by: 997)))
  func rounding(level: Int) throws {
    let row = [UInt8(level >> 8), UInt8(level & 255)]
    let bytes = PNGBytes(width: 1, height: 1, depth: 16, colorType: 0, rows: [row])
    #expect(
      try PNGImage(data: bytes.data, path: "r.png").pixels == [UInt8((Double(level) * 255 / 65_535).rounded())])
  }

  @Test("Latin-1 text chunks are read as Unicode")
  func latin1() throws {
    let text: [UInt8] = Array("Author".utf8) + [0] + [0xc9, 0x6d, 0x69, 0x6c, 0x65]
    let bytes = PNGBytes(width: 1, height: 1, depth: 8, colorType: 0, ancillary: [("tEXt", text)], rows: [[0]])
    #expect(try PNGImage(data: bytes.data, path: "t.png").text == [PNGText("Author", "Émile")])
  }

  @Test("a text chunk that claims 2 GB is refused before memory is asked for", arguments: ["tEXt", "zTXt", "iTXt"])
  func claimedChunk(type: String) throws {
    let whole = try PNGImage(width: 1, height: 1, channels: 1, pixels: [7]).encoded()
    // The signature and IHDR are 33 bytes.
    let claim = whole.prefix(33) + [0x7F, 0xFF, 0xFF, 0xF0] + Data(type.utf8) + whole.dropFirst(33)
    // Cut to no more than its length and type, too.
    for count in [claim.count, 41, 44] {
      let error = #expect(throws: FileError.self) { try PNGImage(data: claim.prefix(count), path: "x.png") }
      #expect(
        error?.description
          == "x.png: byte 33: the PNG is damaged: the file ends early; expected a chunk of 2147483632 bytes, "
          + "found \(max(count - 45, 0)); copy or fetch it again")
    }
  }
}
