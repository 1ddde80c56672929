import Foundation
import TestSupport
import Testing

/// Images in CIFAR-10-C's layout, of three classes, for a model that has ten outputs.
@Suite("Corrupted images on the command line")
struct CorruptedDataTests {
  let folder: ScratchFolder
  let lossaudit: Program

  private static let data = [
    "--dataset", "folder", "--data-dir", "corrupted", "--corruption", "fog", "--severity", "3",
  ]

  /// Six images at each severity.
  init() throws {
    let workshop = try Workshop.shared.get(), side = SyntheticDigits.side, count = 30
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    try folder.write(workshop.folder.data("model.safetensors.zst"), to: "model.safetensors.zst")
    let pixels = (0..<count * side * side).map { UInt8(truncatingIfNeeded: $0 * 37) }
    try folder.write(Self.npy([count, side, side], pixels), to: "corrupted/fog.npy")
    try folder.write(Self.npy([count], (0..<count).map { UInt8($0 % 3) }), to: "corrupted/labels.npy")
  }

  /// Bytes as numpy.save writes them.
  private static func npy(_ shape: [Int], _ bytes: [UInt8]) -> Data {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape.map { "\($0)," }.joined())), }"
    let header = text + String(repeating: " ", count: 117 - text.count) + "\n"
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8) + Data(bytes)
  }

  private func settings(_ file: String) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: folder.data(file)) as? [String: Any]
    return try #require(json?["settings"] as? [String: Any])
  }

  @Test(
    "results name them, and the classes of the data beside the model's",
    arguments: [
      ["attack", "--epsilons", "0", "--attack-loss", "cross-entropy"], ["damage", "--kinds", "contrast"],
      ["slice", "--points", "3"],
    ])
  func commands(command: [String]) throws {
    let outcome = try lossaudit.run(
      [command[0], "model.safetensors.zst", "--json", "out.json"] + Self.data + command.dropFirst())
    #expect(outcome.code == 0, "\(outcome.errors)")
    let settings = try settings("out.json")
    #expect(settings["dataset"] as? String == "folder, fog 3")
    #expect(command[0] == "slice" || settings["data_classes"] as? Int == 3)
  }

  @Test("an audit names them too, and counts as missing no class that the data does not have")
  func audit() throws {
    try folder.write("abcdefghij".map { "\($0)\n" }.joined(), to: "ten.txt")
    let outcome = try lossaudit.run(
      [
        "audit", "model.safetensors.zst", "--output", "out", "--classes", "ten.txt", "--attacks", "fgsm", "--epsilons",
        "8/255", "--limit", "6", "--survey-limit", "2", "--damage", "contrast", "--line-points", "3", "--plane-points",
        "0",
      ] + Self.data)
    #expect(outcome.code == 0, "\(outcome.errors)")
    for stage in ["damage", "slices"] {
      #expect(
        outcome.errors.contains(
          "note: \(stage): only 2 of 3 classes are among the 2 images that are used; missing: c\n"),
        "\(outcome.errors)")
    }
    #expect(!outcome.errors.contains("note: attacks: only") && !outcome.errors.contains("of 10 classes"))
    for file in ["attacks/model.json", "damage/model.json"] {
      let settings = try settings("out/\(file)")
      #expect(settings["dataset"] as? String == "folder, fog 3" && settings["data_classes"] as? Int == 3)
    }
    let page = try folder.text("out/report.html")
    #expect(page.contains("<p>1 model from a file on folder, fog 3:\n6 test images."))
  }
}
