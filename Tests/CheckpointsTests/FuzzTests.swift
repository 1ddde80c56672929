import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// The checkpoint reader answers random damage with an error in words or with a whole checkpoint; see `Fuzz`.
@Suite("Mutated checkpoints")
struct FuzzTests {
  @Test("safetensors, as they stand and in a zstd frame, damaged inside and outside", arguments: [0, 1, 2])
  func checkpoint(_ way: Int) throws {
    let whole = sample.encoded
    let corpus = way == 1 ? [try ZstdFrame.compress(whole, path: "x")] : [whole]
    try Fuzz.run(
      corpus, name: "x.safetensors", prepare: { way == 2 ? try ZstdFrame.compress($0, path: "x") : $0 }
    ) { path, mutation in
      do {
        let read = try Checkpoint.read(path)
        #expect(read.tensors.allSatisfy { $0.shape.reduce(1, *) == $0.values.count }, "\(mutation)")
      } catch {
        #expect((error as? FileError)?.path == path, "\(mutation): \(error)")
      }
    }
  }
}
