import Foundation
import TestSupport
import Testing

@Suite("lossaudit checkpoint")
struct CheckpointCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  @Test("inspect lists tensors and metadata")
  func inspect() throws {
    let summary = try workshop.lossaudit("checkpoint", "inspect", "model.safetensors.zst", "--json", "-").object()
    let metadata = try #require(summary["metadata"] as? [String: String])
    #expect(metadata["architecture"] == "preresnet-8" && metadata["loss"] == "baikal" && metadata["dataset"] == "mnist")
    let tensors = try #require(summary["tensors"] as? [[String: Any]])
    #expect(tensors.first { $0["name"] as? String == "conv1.weight" }?["shape"] as? [Int] == [16, 1, 3, 3])
    let text = try workshop.lossaudit("checkpoint", "inspect", "model.safetensors.zst").output
    #expect(text.contains("\n  fc.bias [10] F32\n") && text.contains("\n  architecture: preresnet-8\n"))
  }

  @Test("verify reads the whole file and holds it against its architecture")
  func verify() throws {
    let whole = try workshop.lossaudit("checkpoint", "verify", "model.safetensors.zst")
    #expect(whole.code == 0 && whole.output == "model.safetensors.zst: whole, fits preresnet-8\n")
    var data = try workshop.folder.data("model.safetensors.zst")
    data[data.count / 2] ^= 1
    try workshop.folder.write(data, to: "flipped.safetensors.zst")
    let flipped = try workshop.lossaudit("checkpoint", "verify", "flipped.safetensors.zst")
    #expect(flipped.code == 1 && flipped.errors.hasPrefix("lossaudit: flipped.safetensors.zst: "))
    let missing = try workshop.lossaudit("checkpoint", "verify", "no.safetensors")
    #expect(missing.code == 1 && missing.errors == "lossaudit: no.safetensors: no such file\n")
  }

  @Test("convert goes there and back to the same bytes, and overwrites nothing unasked")
  func convert() throws {
    #expect(try workshop.lossaudit("checkpoint", "convert", "model.safetensors.zst", "plain.safetensors").code == 0)
    #expect(try workshop.lossaudit("checkpoint", "convert", "plain.safetensors", "back.safetensors.zst").code == 0)
    #expect(try workshop.folder.data("back.safetensors.zst") == workshop.folder.data("model.safetensors.zst"))
    try workshop.folder.write("mine", to: "taken.safetensors")
    let refused = try workshop.lossaudit("checkpoint", "convert", "model.safetensors.zst", "taken.safetensors")
    #expect(refused.code == 1)
    #expect(
      refused.errors
        == "lossaudit: taken.safetensors: exists already; choose another name, or overwrite it with --force\n")
    #expect(try workshop.folder.text("taken.safetensors") == "mine")
    #expect(
      try workshop.lossaudit("checkpoint", "convert", "model.safetensors.zst", "taken.safetensors", "--force").code == 0
    )
    #expect(try workshop.folder.data("taken.safetensors") == workshop.folder.data("plain.safetensors"))
  }
}
