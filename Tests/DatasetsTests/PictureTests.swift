import Files
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite("Pictures converted, resized and cropped")
struct PictureTests {
  struct Recorded: Decodable {
    var prepared: [Case]

    struct Case: Decodable, CustomTestStringConvertible {
      var source: Source
      var colour: Colour?
      var resize: Int?
      var crop: Int?
      var result: Result

      var testDescription: String {
        "\(source.width)x\(source.height)x\(source.channels), \(colour?.rawValue ?? ""), \(resize ?? 0), \(crop ?? 0)"
      }
    }

    struct Source: Decodable {
      var width: Int
      var height: Int
      var channels: Int
    }

    struct Result: Decodable {
      var width: Int
      var height: Int
      var pixels: String
    }
  }

  static let recorded: [Recorded.Case] = {
    let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/images/pillow.json")
      .standardized
    guard let data = FileManager.default.contents(atPath: path.path),
      let recorded = try? JSONDecoder().decode(Recorded.self, from: data)
    else { preconditionFailure("\(path.path) is not there") }
    return recorded.prepared
  }()

  @Test("are what Pillow makes of them, at torchvision's sizes", arguments: recorded)
  func agrees(recorded: Recorded.Case) throws {
    let source = recorded.source
    // The rule of the generator.
    let pixels = (0..<UInt64(source.width * source.height * source.channels)).map {
      UInt8(truncatingIfNeeded: (($0 * 2_654_435_761) % (1 << 32)) >> 13)
    }
    var picture = Picture(
      height: source.height, width: source.width, channels: source.channels, pixels: pixels
    ).converted(to: recorded.colour)
    if let side = recorded.resize { picture = picture.resized(to: Picture.size(of: picture.shape, resizedTo: side)) }
    if let side = recorded.crop { picture = picture.cropped(to: side) }
    #expect(picture.shape.width == recorded.result.width && picture.shape.height == recorded.result.height)
    #expect(picture.pixels.map { String(format: "%02x", $0) }.joined() == recorded.result.pixels)
  }

  @Test("pixels in other channels count alike for mean and deviation, image by image")
  func histogram() {
    // Two images of two pixels. In 255ths the means are 127.5, 127.5 and 25, the deviations 127.5, 76.5 and √125.
    let images = ImageSet(
      shape: ImageShape(height: 1, width: 2, channels: 3), pixels: [0, 51, 10, 255, 51, 20, 0, 204, 30, 255, 204, 40],
      labels: [0, 1])
    let measured = Normalisation.measured(on: images)
    let expected: [(mean: Double, deviation: Double)] = [(0.5, 0.5), (0.5, 0.3), (25 / 255, 125.squareRoot() / 255)]
    for (channel, expected) in expected.enumerated() {
      #expect(abs(Double(measured.mean[channel]) - expected.mean) < 1e-7)
      #expect(abs(Double(measured.standardDeviation[channel]) - expected.deviation) < 1e-7)
    }
  }
}
