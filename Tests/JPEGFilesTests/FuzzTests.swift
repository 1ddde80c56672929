import Files
import Foundation
import JPEGFiles
import TestSupport
import Testing

/// The JPEG reader answers random damage with an error in words or with a whole image; see `Fuzz`.
@Suite("Mutated JPEG files")
struct FuzzTests {
  @Test("baseline and progressive", arguments: [false, true])
  func jpeg(isProgressive: Bool) throws {
    let names = isProgressive ? ["progressive", "progressive-grey"] : ["grey", "colour-422", "restarts", "turned-6"]
    let corpus = try names.map { try AtomicFile.read("\(JPEGImageTests.folder)/\($0).jpg") }
    try Fuzz.run(corpus, name: "x.jpg") { path, mutation in
      do {
        let image = try JPEGImage(data: mutation.data, path: path)
        #expect(image.pixels.count == image.width * image.height * image.channels)
      } catch { #expect((error as? FileError)?.path == path, "\(mutation): \(error)") }
    }
  }
}
