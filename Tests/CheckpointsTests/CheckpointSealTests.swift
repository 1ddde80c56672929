import Checkpoints
import Files
import Tensors
import TestSupport
import Testing

@Suite("Sealed checkpoints")
struct CheckpointSealTests {
  @Test("a sealed checkpoint is whole after it was written and read")
  func whole() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.safetensors.zst"
      try sample.sealed.write(to: path)
      let read = try Checkpoint.read(path)
      try read.requireSeal(in: path, advice: "")
      #expect(read.metadata["sha256"]?.count == 64 && read.metadata["loss"] == sample.metadata["loss"])
    }
  }

  @Test("a weight, a name, a shape and metadata that were changed are told, and so is a missing seal")
  func changed() throws {
    var weight = sample.sealed, name = sample.sealed, shape = sample.sealed, metadata = sample.sealed
    weight.tensors[0].values[1] = 2.5
    name.tensors[0].name = "layer.weights"
    shape.tensors[0].shape = [4, 1]
    metadata.metadata["loss"] = "mse"
    for checkpoint in [weight, name, shape, metadata, sample] {
      let error = #expect(throws: FileError.self) { try checkpoint.requireSeal(in: "m", advice: "put it back") }
      #expect(error?.path == "m" && error?.place == "metadata sha256" && error?.advice == "put it back")
      #expect(error?.problem == "was changed after it was written")
    }
  }
}
