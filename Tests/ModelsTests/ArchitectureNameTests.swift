import Files
import Foundation
import Tensors
import Testing

@testable import Models

@Suite("Architecture names")
struct ArchitectureNameTests {
  @Test(
    "a name reads back as itself",
    arguments: [
      "all-cnn-mini", "all-cnn-c", "all-cnn-c-fumanchu", "cnn-mnist", "alexnet", "preresnet-20", "preresnet-110",
      "wrn-28-10",
    ])
  func roundTrip(name: String) throws {
    #expect(try ArchitectureName(parsing: name).description == name)
  }

  static let patterns = "all-cnn-mini, all-cnn-c, all-cnn-c-fumanchu, cnn-mnist, alexnet, preresnet-D, wrn-D-K"

  @Test(
    "what cannot be built is answered in words",
    arguments: [
      ("alexnt", "alexnt: unknown architecture; expected \(patterns); did you mean alexnet?"),
      ("transformer", "transformer: unknown architecture; expected \(patterns)"),
      ("", ": unknown architecture; expected \(patterns)"),
      ("wrn-28", "wrn-28: unknown architecture; expected \(patterns); did you mean wrn-D-K?"),
      ("preresnet-x", "preresnet-x: unknown architecture; expected \(patterns); did you mean preresnet-D?"),
      ("preresnet-21", "preresnet-21: no such depth; expected preresnet-D with D = 6n + 2, from 8, found 21"),
      ("preresnet-2", "preresnet-2: no such depth; expected preresnet-D with D = 6n + 2, from 8, found 2"),
      (
        "wrn-27-5",
        "wrn-27-5: no such depth or width; expected wrn-D-K with D = 6n + 4, from 10, and K from 1 to 64, "
          + "found D = 27, K = 5"
      ),
      (
        "wrn-28-0",
        "wrn-28-0: no such depth or width; expected wrn-D-K with D = 6n + 4, from 10, and K from 1 to 64, "
          + "found D = 28, K = 0"
      ),
    ])
  func errors(name: String, text: String) {
    let error = #expect(throws: FileError.self) { try ArchitectureName(parsing: name) }
    #expect(error?.description == text)
  }

  @Test(
    "image sizes that an architecture cannot take are said before anything runs",
    arguments: [
      (
        "all-cnn-mini", 24, 23,
        "all-cnn-mini: cannot take these images; expected images of 24 pixels or more on a side, found 24x23"
      ),
      (
        "all-cnn-c", 11, 12,
        "all-cnn-c: cannot take these images; expected images of 12 pixels or more on a side, found 11x12"
      ),
      (
        "all-cnn-c-fumanchu", 32, 45,
        "all-cnn-c-fumanchu: cannot take these images; expected images of 21 to 44 pixels on a side, found 32x45"
      ),
      (
        "all-cnn-c-fumanchu", 20, 32,
        "all-cnn-c-fumanchu: cannot take these images; expected images of 21 to 44 pixels on a side, found 20x32"
      ),
      ("cnn-mnist", 32, 32, "cnn-mnist: cannot take these images; expected images of 28x28 pixels, found 32x32"),
      ("alexnet", 28, 28, "alexnet: cannot take these images; expected images of 32x32 pixels, found 28x28"),
      (
        "preresnet-20", 7, 8,
        "preresnet-20: cannot take these images; expected images of 8 pixels or more on a side, found 7x8"
      ),
    ])
  func sizes(name: String, height: Int, width: Int, text: String) throws {
    let architecture = try ArchitectureName(parsing: name)
    let error = #expect(throws: FileError.self) {
      try architecture.network(
        input: ImageShape(height: height, width: width, channels: 1), classes: 10, mean: [0], standardDeviation: [1])
    }
    #expect(error?.description == text)
  }

  @Test("a normalisation for other channels, and a single class, are refused")
  func otherErrors() {
    let input = ImageShape(height: 24, width: 24, channels: 3)
    var error = #expect(throws: FileError.self) {
      try ArchitectureName.allCNNMini.network(input: input, classes: 10, mean: [0], standardDeviation: [1])
    }
    #expect(
      error?.description == "all-cnn-mini: the normalisation does not fit the images; expected 3 channels, found "
        + "1 means and 1 deviations")
    error = #expect(throws: FileError.self) {
      try ArchitectureName.allCNNMini.network(
        input: input, classes: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    }
    #expect(error?.description == "all-cnn-mini: cannot be built; expected 2 classes or more, found 1")
  }

  @Test(
    "the smallest images that are taken are enough, the largest not too much",
    arguments: [
      ("all-cnn-mini", 24), ("all-cnn-c", 12), ("all-cnn-c-fumanchu", 21), ("all-cnn-c-fumanchu", 44),
      ("preresnet-8", 8),
      ("wrn-10-1", 8),
    ])
  func smallest(name: String, size: Int) throws {
    let network = try ArchitectureName(parsing: name).network(
      input: ImageShape(height: size, width: size, channels: 1), classes: 7, mean: [0], standardDeviation: [1])
    #expect(network.classes == 7)
    #expect(network.architecture == name)
  }

  @Test(
    "a dropout that an architecture does not take is answered in words",
    arguments: [
      ("preresnet-8", 0.3, "preresnet-8: its dropout is no setting; expected none, found 0.3"),
      (
        "wrn-10-1", 1,
        "wrn-10-1: not a rate of dropout; expected a number from 0 up to, not including, 1, found 1.0"
      ),
      (
        "wrn-10-1", -0.5,
        "wrn-10-1: not a rate of dropout; expected a number from 0 up to, not including, 1, found -0.5"
      ),
    ] as [(String, Float, String)])
  func dropout(name: String, rate: Float, text: String) {
    let error = #expect(throws: FileError.self) {
      try ArchitectureName(parsing: name).network(
        input: ImageShape(height: 8, width: 8, channels: 1), classes: 10, mean: [0], standardDeviation: [1],
        dropout: rate)
    }
    #expect(error?.description == text)
  }

  @Test("a name is coded as its text, and what is none is refused")
  func coding() throws {
    let names: [ArchitectureName] = [.allCNNMini, .wideResNet(depth: 16, widening: 8)]
    let data = try JSONEncoder().encode(names)
    #expect(String(decoding: data, as: UTF8.self) == #"["all-cnn-mini","wrn-16-8"]"#)
    #expect(try JSONDecoder().decode([ArchitectureName].self, from: data) == names)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ArchitectureName].self, from: Data(#"["wrn-15-8"]"#.utf8))
    }
  }
}
