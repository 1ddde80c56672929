import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Models from elsewhere on the command line")
struct ForeignCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  @Test("NaN weights: verify names the tensor, and the audit fails and passes nothing")
  func notFinite() throws {
    var checkpoint = try Checkpoint.read(workshop.folder.path("model.safetensors.zst"))
    checkpoint.metadata["sha256"] = nil
    let bias = try #require(checkpoint.tensors.firstIndex { $0.name == "fc.bias" })
    for i in checkpoint.tensors[bias].values.indices { checkpoint.tensors[bias].values[i] = .nan }
    try checkpoint.write(to: workshop.folder.path("nan.safetensors"))
    let verified = try workshop.lossaudit("checkpoint", "verify", "nan.safetensors")
    #expect(verified.code == 1 && verified.errors.contains("fc.bias (10 of 10)") && !verified.output.contains("whole"))
    let audit = try workshop.lossaudit("attack", "nan.safetensors", "--epsilons", "8/255", "--json", "-")
    #expect(audit.code == 0, "\(audit.errors)")
    let checks = try #require(try audit.object()["checks"] as? [[String: Any]])
    #expect(checks.first { $0["name"] as? String == "outputs-finite" }?["verdict"] as? String == "fail")
    #expect(!checks.contains { $0["verdict"] as? String == "pass" })
  }

  @Test("a file of classes in the model's order brings labels and outputs together")
  func classes() throws {
    try workshop.folder.write((0...9).reversed().map { "\($0)\n" }.joined(), to: "reversed.txt")
    func correct(_ arguments: String...) throws -> Int? {
      let outcome = try workshop.lossaudit.run(
        ["attack", "model.safetensors.zst", "--epsilons", "0", "--json", "-"] + arguments)
      return (try outcome.object()["clean"] as? [String: Any])?["correct"] as? Int
    }
    try workshop.folder.write((0...9).map { "\($0)\n" }.joined(), to: "same.txt")
    #expect(try correct("--classes", "same.txt") == correct())
    #expect(try correct("--classes", "reversed.txt") != nil)
    try workshop.folder.write("0\n1\n", to: "few.txt")
    let few = try workshop.lossaudit("attack", "model.safetensors.zst", "--classes", "few.txt")
    #expect(few.code == 1 && few.errors.contains("few.txt: not a name for each output"))
  }

  @Test(
    "--normalisation takes the place of the checkpoint's, as --mean and --std do",
    arguments: [("none", 0, 1), ("standard", 0.1307, 0.3081), ("measured", nil, nil)] as [(String, Double?, Double?)])
  func normalisation(choice: String, mean: Double?, deviation: Double?) throws {
    func report(_ flags: String...) throws -> [String: Any] {
      let outcome = try workshop.lossaudit.run(
        ["attack", "model.safetensors.zst", "--dataset", "mnist", "--epsilons", "0", "--limit", "8", "--json", "-"]
          + flags)
      #expect(outcome.code == 0, "\(outcome.errors)")
      return try outcome.object()
    }
    // Behind the 16 bytes of the head are the pixels of all test images.
    let pixels = try workshop.folder.data("data/mnist/t10k-images-idx3-ubyte").dropFirst(16).map { Double($0) / 255 }
    let measured = pixels.reduce(0, +) / Double(pixels.count)
    let spread = (pixels.reduce(0) { $0 + ($1 - measured) * ($1 - measured) } / Double(pixels.count)).squareRoot()
    let found = try report("--normalisation", choice)
    let madeFrom = try #require((found["settings"] as? [String: Any])?["made_from"] as? [String: String])
    let (foundMean, foundDeviation) = (
      try #require(madeFrom["network.mean.0"]), try #require(madeFrom["network.std.0"])
    )
    // Single precision.
    #expect(abs(try #require(Double(foundMean)) - (mean ?? measured)) < 1e-6)
    #expect(abs(try #require(Double(foundDeviation)) - (deviation ?? spread)) < 1e-6)
    #expect(try report("--mean", foundMean, "--std", foundDeviation) as NSDictionary == found as NSDictionary)
  }
}
