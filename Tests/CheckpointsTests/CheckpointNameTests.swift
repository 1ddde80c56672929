import Checkpoints
import Testing

@Suite("Names of checkpoints")
struct CheckpointNameTests {
  @Test(
    "a name ends in .safetensors.zst or .safetensors",
    arguments: [
      ("a/b.safetensors.zst", "a/b"), ("b.safetensors", "b"), ("b.best.safetensors.zst", "b.best"), ("b.zst", nil),
      ("b.pt", nil), ("b.safetensors.gz", nil), ("safetensors", nil),
    ] as [(String, String?)])
  func stem(path: String, stem: String?) { #expect(Checkpoint.stem(of: path) == stem) }
}
