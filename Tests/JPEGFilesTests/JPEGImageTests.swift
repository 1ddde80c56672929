import Files
import Foundation
import Testing

@testable import JPEGFiles

@Suite("JPEG files")
struct JPEGImageTests {
  static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/images").standardized
    .path

  private struct Recorded: Decodable {
    var decoded: [String: Picture]

    struct Picture: Decodable {
      var width: Int
      var height: Int
      var pixels: String
    }
  }

  private func data(_ name: String) throws -> Data { try AtomicFile.read("\(Self.folder)/\(name).jpg") }

  private func error(_ data: Data) -> String? {
    (#expect(throws: FileError.self) { try JPEGImage(data: data, path: "x.jpg") })?.description
  }

  @Test(
    "have the pixels that Pillow gives, upright",
    arguments: [
      "grey", "colour-444", "colour-422", "colour-420", "progressive", "progressive-grey", "restarts", "rgb",
    ] + (1...8).map { "turned-\($0)" })
  func agrees(name: String) throws {
    let recorded = try StableJSON.decode(
      Recorded.self, from: AtomicFile.read("\(Self.folder)/pillow.json"), path: "pillow.json")
    let expected = try #require(recorded.decoded[name])
    let image = try JPEGImage(data: data(name), path: name)
    #expect(image.width == expected.width && image.height == expected.height)
    #expect(image.channels == (name.contains("grey") ? 1 : 3))
    #expect(image.pixels.map { String(format: "%02x", $0) }.joined() == expected.pixels)
    #expect(image.orientation.rawValue == (name.hasPrefix("turned") ? Int(String(name.last!)) : 1))
  }

  @Test("CMYK and YCCK are refused by name")
  func printColours() throws {
    var cmyk = try data("cmyk")
    let place = "x.jpg: the image is neither grey nor in RGB; expected 1 or 3 channels, found "
    #expect(error(cmyk) == place + "CMYK; convert it to RGB")
    // The last byte of the segment "Adobe" says which of the two it is.
    let adobe = try #require(cmyk.range(of: Data("Adobe".utf8)))
    cmyk[adobe.lowerBound + 11] = 2
    #expect(error(cmyk) == place + "YCCK, which is CMYK in another form; convert it to RGB")
  }

  @Test("a file that ends early is an error wherever it ends", arguments: ["colour-420", "progressive", "grey"])
  func truncated(name: String) throws {
    let whole = try data(name)
    for count in 0..<whole.count {
      let error = error(whole.prefix(count))
      #expect(error?.hasPrefix("x.jpg: byte ") == true, "\(count) bytes: \(error ?? "")")
    }
  }

  @Test("what libjpeg only warns of is an error, with its words")
  func warning() throws {
    var damaged = try data("colour-420")
    // A marker inside of the pixels.
    let scan = try #require(damaged.range(of: Data([0xFF, 0xDA])))
    damaged.replaceSubrange(scan.lowerBound + 40..<scan.lowerBound + 42, with: [0xFF, 0xD7])
    let text = error(damaged)
    #expect(text?.contains("the JPEG is damaged: Corrupt JPEG data") == true, "\(text ?? "")")
  }

  @Test("a claim of more pixels than the file can hold is refused before memory is asked for")
  func claimed() throws {
    var large = try data("grey")
    let frame = try #require(large.range(of: Data([0xFF, 0xC0])))
    large.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(error(large) == "x.jpg: byte 406: the file ends early; expected 65500 × 65500 pixels, found 406 bytes")
  }

  @Test("what is no JPEG is called by its name")
  func foreign() throws {
    #expect(
      error(Data("none".utf8)) == "x.jpg: byte 0: not a JPEG file; expected the signature ff d8 ff, found a text")
    #expect(error(Data()) == "x.jpg: byte 0: not a JPEG file; expected the signature ff d8 ff, found an empty file")
  }

  @Test("a damaged EXIF segment says nothing: the image counts as upright, and no byte beyond it is read")
  func damagedEXIF() {
    let segment: [UInt8] =
      Array("Exif\0\0II".utf8) + [42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    func read(_ bytes: [UInt8]) -> EXIFOrientation? { bytes.withUnsafeBufferPointer { EXIFOrientation(segment: $0) } }
    #expect(read(segment) == .turnedRight)
    for count in 6..<segment.count - 2 { #expect(read(Array(segment.prefix(count))) == .upright) }
    for (place, value) in [(6, 0), (8, 43), (10, 255), (13, 127), (24, 0), (24, 9)] as [(Int, UInt8)] {
      var odd = segment
      odd[place] = value
      #expect(read(odd) == .upright, "byte \(place)")
    }
    #expect(read(Array("http://ns.adobe.com".utf8)) == nil)
  }
}
