import Datasets
import Files
import Foundation
import Tensors
import Testing

@Suite("Sources of a normalisation")
struct NormalisationSourceTests {
  private static let given = Normalisation(mean: [0.25, 0.5], standardDeviation: [1, 2])

  @Test("is what is measured on the training images, or what is given")
  func sources() throws {
    let images = noise(5, channels: 2)
    #expect(
      try NormalisationSource.measured.normalisation(of: images, folder: "f") == Normalisation.measured(on: images))
    #expect(try NormalisationSource.given(Self.given).normalisation(of: images, folder: "f") == Self.given)
  }

  @Test("a channel of one value cannot be normalised")
  func flat() {
    let images = ImageSet(shape: ImageShape(height: 1, width: 2, channels: 2), pixels: [1, 7, 2, 7], labels: [0])
    let error = #expect(throws: FileError.self) {
      try NormalisationSource.measured.normalisation(of: images, folder: "f")
    }
    #expect(
      error?.description
        == "f: the images cannot be normalised by what is measured; expected pixels that differ, "
        + "found one value of channel 1 in all 1 images")
  }

  @Test(
    "reads back as written",
    arguments: [
      (NormalisationSource.measured, #""measured""#), (.given(Self.given), #"{"mean":[0.25,0.5],"std":[1,2]}"#),
    ])
  func json(source: NormalisationSource, text: String) throws {
    #expect(try String(decoding: StableJSON.encode(source, pretty: false), as: UTF8.self) == text + "\n")
    #expect(try JSONDecoder().decode(NormalisationSource.self, from: Data(text.utf8)) == source)
  }
}
