import Foundation
import TestSupport

/// A folder with tiny data and a model trained on it by the program, made once for all tests that only read.
struct Workshop {
  static let shared = Result { try Workshop() }

  static let training = [
    "train", "--dataset", "mnist", "--architecture", "preresnet-8", "--loss", "baikal", "--batch-size", "16",
  ]

  let folder: ScratchFolder
  let lossaudit: Program
  /// What `train` printed.
  let trained: Program.Outcome

  private init() throws {
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    trained = try lossaudit.run(
      Self.training + ["--epochs", "2", "--validation", "16", "--output", "model.safetensors.zst", "--json", "-"])
  }
}
