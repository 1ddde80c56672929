import Checkpoints
import Foundation
import PNGFiles
import TestSupport
import Testing

/// A model and images whose classes, normalisation or range are not the same: said on the command line, or put right.
@Suite("Images that are not like the model's")
struct ModelMisfitTests {
  /// A model trained with its classes in the order 1, 2, 10, and a folder of images in which they sort as 1, 10, 2.
  private struct Gallery {
    static let shared = Result { try Gallery() }
    static let names = [(model: "a", data: "1"), (model: "b", data: "2"), (model: "c", data: "10")]

    let folder: ScratchFolder
    let lossaudit: Program

    private init() throws {
      folder = try ScratchFolder()
      lossaudit = Program(folder: folder)
      for (split, count) in [("train", 16), ("test", 12)] {
        for (place, name) in Self.names.enumerated() {
          for number in 0..<count {
            let png = try Self.image(place, number + (split == "test" ? 100 : 0)).encoded()
            try folder.write(png, to: "own/\(split)/\(name.model)/\(number).png")
            try folder.write(png, to: "data/\(split)/\(name.data)/\(number).png")
          }
        }
      }
      let outcome = try lossaudit.run([
        "train", "--dataset", "folder", "--data-dir", "own", "--architecture", "preresnet-8", "--epochs", "10",
        "--batch-size", "8", "--bits", "12", "--output", "own.safetensors",
      ])
      guard outcome.code == 0 else { throw Failure(text: outcome.errors) }
      // As another program would have written it: without the names of the classes.
      var checkpoint = try Checkpoint.read(folder.path("own.safetensors"))
      for key in ["class_names", "made_from", "sha256", "reading", "training"] { checkpoint.metadata[key] = nil }
      try checkpoint.write(to: folder.path("foreign.safetensors"))
      checkpoint.metadata["class_names"] = #"["1","2","10"]"#
      try checkpoint.write(to: folder.path("named.safetensors"))
    }

    private struct Failure: Error { let text: String }

    /// A bright row at the class's own height, in noise.
    private static func image(_ place: Int, _ number: Int) -> PNGImage {
      var noise = UInt32(number * 3 + place + 1)
      let pixels = (0..<144).map { i in
        noise = noise &* 1_664_525 &+ 1_013_904_223
        return i / 12 == 3 * place + 2 ? UInt8(255) : UInt8(noise >> 26)
      }
      return PNGImage(width: 12, height: 12, channels: 1, pixels: pixels)
    }
  }

  private let gallery: Gallery

  init() throws { gallery = try Gallery.shared.get() }

  private func attack(
    _ model: String, _ data: String, _ flags: String...
  ) throws -> (correct: Int, notes: String, json: [String: Any]) {
    let outcome = try gallery.lossaudit.run(
      ["attack", model, "--data-dir", data, "--epsilons", "0", "--json", "-"] + flags)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let json = try outcome.object(), clean = try #require(json["clean"] as? [String: Any])
    return (try #require(clean["correct"] as? Int), outcome.errors, json)
  }

  @Test("names that are numbers: their order is said, the order that fits is found, and --classes brings it about")
  func naturalOrder() throws {
    let right = try attack("foreign.safetensors", "own")
    #expect(right.correct >= 34 && !right.notes.contains("order"), "\(right)")
    let note =
      "note: the classes are in the order of their names' bytes: 1, 10, 2; where the model has them in natural order"
      + " (1, 2, 10), say so with --classes FILE, or dataset.classes in an audit file\n"
    let wrong = try attack("foreign.safetensors", "data")
    #expect(wrong.correct < 20 && wrong.notes.contains(note))
    let notes = try #require((wrong.json["settings"] as? [String: Any])?["notes"] as? [String])
    #expect(notes.contains { $0.contains("another order of the classes fits far better") })

    try gallery.folder.write("1\n2\n10\n", to: "order.txt")
    let ordered = try attack("foreign.safetensors", "data", "--classes", "order.txt")
    #expect(ordered.correct == right.correct && !ordered.notes.contains("order"))
  }

  @Test("the names in a checkpoint's class_names bring its order about, and it is said")
  func classNames() throws {
    let named = try attack("named.safetensors", "data")
    #expect(try named.correct == attack("foreign.safetensors", "own").correct)
    #expect(
      named.notes.contains(
        "note: the classes are taken in the model's order, as its class_names say: 1, 2, 10\n"), "\(named.notes)")
  }

  @Test(
    "slice and damage too say that another order, or another normalisation, fits far better",
    arguments: [["slice", "--points", "3"], ["damage", "--kinds", "contrast"]])
  func otherCommands(command: [String]) throws {
    func notes(_ flags: String...) throws -> String {
      let arguments = [command[0], "foreign.safetensors"] + command.dropFirst() + flags
      let outcome = try gallery.lossaudit.run(arguments)
      #expect(outcome.code == 0)
      return outcome.errors
    }
    #expect(
      try notes("--data-dir", "data").contains("the model numbers the classes in natural order (1, 2, …, 10)"))
    let bytes = try notes("--data-dir", "own", "--mean", "0.9", "--std", "0.001")
    #expect(bytes.contains("note: another normalisation fits far better: with "), "\(bytes)")
    #expect(try !notes("--data-dir", "own").contains("fits far better"))
  }

  @Test("--mean and --std take the place of the checkpoint's normalisation, in the figures and in the record")
  func normalisation() throws {
    let plain = try attack("foreign.safetensors", "own")
    func madeFrom(_ json: [String: Any]) -> [String: String] {
      (json["settings"] as? [String: Any])?["made_from"] as? [String: String] ?? [:]
    }
    let mean = try #require(madeFrom(plain.json)["network.mean.0"])
    let deviation = try #require(madeFrom(plain.json)["network.std.0"])
    let same = try attack("foreign.safetensors", "own", "--mean", mean, "--std", deviation)
    #expect(same.json as NSDictionary == plain.json as NSDictionary)
    let other = try attack("foreign.safetensors", "own", "--mean", "0.9", "--std", "0.001")
    #expect(madeFrom(other.json)["network.mean.0"] == "0.9" && madeFrom(other.json)["network.std.0"] == "0.001")
    #expect(other.correct < plain.correct)
    #expect(other.notes.contains("another normalisation") || "\(other.json)".contains("another normalisation"))
  }

  @Test(
    "a half or an impossible normalisation is refused",
    arguments: [
      (["--mean", "0.5"], 64, "--mean: expected --mean and --std together"),
      (["--std", "0.5"], 64, "--std: expected --mean and --std together"),
      (["--mean", "0.5", "--std", "0"], 64, "--std: expected numbers separated by commas, found 0"),
      (["--mean", "half", "--std", "1"], 64, "--mean: expected numbers separated by commas, found half"),
      (
        ["--mean", "0.5,0.5", "--std", "1,1"], 1,
        "foreign.safetensors: mean: not a number for each channel; expected 1 number, found 2"
      ),
      (
        ["--dataset", "folder", "--mean", "0.5,0.5", "--std", "1,1"], 64,
        "--mean: expected 1 number, one for each channel, found 2"
      ),
      (
        ["--mean", "125.3", "--std", "63"], 64,
        "--mean: expected means of pixels from 0 to 1, found 125.3; of pixels from 0 to 255 that is 0.4914"
      ),
      (
        ["--mean", "0.4", "0.5", "--std", "0.2"], 64,
        "--mean: write lists with commas, as in --mean 0.4,0.5"
      ),
      (
        ["--dataset", "folder", "--normalisation", "standard"], 64,
        "--normalisation: a folder has no usual constants; expected measured, none, or --mean and --std"
      ),
    ] as [([String], Int32, String)])
  func refused(flags: [String], code: Int32, message: String) throws {
    let outcome = try gallery.lossaudit.run(["attack", "foreign.safetensors", "--data-dir", "own"] + flags)
    #expect(outcome.code == code && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("a model of 12-bit images is not asked about 16-bit ones in silence, nor is one of images resized otherwise")
  func reading() throws {
    #expect(try Checkpoint.read(gallery.folder.path("own.safetensors")).metadata["reading"] == #"{"bits":12}"#)
    for command in [["attack"], ["slice"], ["damage"], ["audit", "--output", "audited"]] {
      let refused = try gallery.lossaudit.run(command + ["own.safetensors", "--data-dir", "own"])
      #expect(refused.code == 1)
      #expect(
        refused.errors.hasSuffix(
          "own.safetensors: metadata reading: the model was trained on images that were read in another way; expected "
            + "--bits 12, found no flag\n"), "\(refused.errors)")
    }
    #expect(try !attack("own.safetensors", "own", "--bits", "12").notes.contains("--bits"))
    #expect(
      try attack("own.safetensors", "own", "--bits", "12", "--resize", "12").notes.contains(
        "note: images are read with --bits 12 --resize 12; those of the training were with --bits 12\n"))
  }
}
