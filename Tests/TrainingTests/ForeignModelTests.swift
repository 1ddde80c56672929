import Checkpoints
import Datasets
import Files
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

/// Checkpoints of other programs: tensors under PyTorch's names, and little metadata.
@Suite("Foreign model")
struct ForeignModelTests {
  private static func checkpoint(
    _ metadata: [String: String]
  ) throws -> Checkpoint {
    let network = try TinyImages.architecture.network(
      input: ImageShape(height: 28, width: 28, channels: 1), classes: 10, mean: [0], standardDeviation: [1])
    return Checkpoint(tensors: Weights(layout: network.layout, seed: 1).namedTensors, metadata: metadata)
  }

  private static func description(_ checkpoint: Checkpoint, _ overrides: ModelFile.Overrides = .init()) -> String {
    do {
      _ = try ModelFile(checkpoint, path: "m.safetensors", overrides: overrides)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test("architecture, data set, mean and std suffice")
  func metadata() throws {
    let checkpoint = try Self.checkpoint(
      ["architecture": "preresnet-8", "dataset": "mnist", "mean": "[0.5]", "std": "[0.25]"])
    let model = try ModelFile(checkpoint, path: "m", overrides: .init())
    #expect(model.architecture == TinyImages.architecture)
    #expect(model.normalisation == Normalisation(mean: [0.5], standardDeviation: [0.25]))
    #expect(model.classifier.network.input == ImageShape(height: 28, width: 28, channels: 1))
    #expect(model.classifier.weights.namedTensors == checkpoint.tensors)
    #expect(model.loss == nil && model.seed == nil && model.settings == nil && model.history.isEmpty)
  }

  @Test("so do the flags alone, with the data set's usual normalisation")
  func flags() throws {
    let checkpoint = try Self.checkpoint([:])
    let model = try ModelFile(
      checkpoint, path: "m", overrides: .init(architecture: "preresnet-8", dataset: "fashion-mnist"))
    #expect(model.normalisation == Normalisation(mean: [0.2860], standardDeviation: [0.3530]))
    #expect(model.classifier.weights.namedTensors == checkpoint.tensors)
  }

  @Test("counters of batches seen, which PyTorch stores, are passed over")
  func counters() throws {
    var checkpoint = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    checkpoint.tensors.append(NamedTensor(name: "bn.num_batches_tracked", shape: [], values: [7]))
    #expect(Self.description(checkpoint) == "no error")
  }

  @Test(
    "what is missing is named with the flag that supplies it",
    arguments: [
      (
        ["dataset": "mnist"],
        "the metadata does not name the architecture; name it with --architecture, for example all-cnn-c"
      ),
      (
        ["architecture": "preresnet-8"],
        "the metadata does not name the data set; name it with --dataset, for example fashion-mnist"
      ),
      (
        ["architecture": "preresnet-8", "dataset": "imagenet"],
        "unknown data set imagenet; name it with --dataset, for example fashion-mnist"
      ),
      (
        ["architecture": "preresnet-8", "input": #"{"height":28,"width":28,"channels":1}"#, "mean": "[0]"],
        "the metadata has no mean and std, and the data set is unknown; name a known data set with --dataset, "
          + "for example fashion-mnist"
      ),
    ])
  func missing(metadata: [String: String], message: String) throws {
    #expect(Self.description(try Self.checkpoint(metadata)) == "m.safetensors: \(message)")
  }

  @Test(
    "a value that cannot be is named with its key and the file",
    arguments: [
      (
        "architecture", "preresnet-9",
        "metadata architecture: preresnet-9: no such depth; expected preresnet-D with D = 6n + 2, from 8, found 9"
      ),
      ("mean", "0.5", "metadata mean: not the JSON expected here: not a list"),
      ("mean", "[0,0,0]", "preresnet-8: the normalisation does not fit the images; expected 1 channels, found 3 means"),
      ("std", "[0]", "metadata std: not a normalisation; expected finite means, deviations above 0"),
      ("std", "[-0.5]", "metadata std: not a normalisation; expected finite means, deviations above 0"),
      (
        "input", #"{"height":4,"width":28,"channels":1}"#,
        "preresnet-8: cannot take these images; expected images of 8 pixels or more on a side, found 4x28"
      ),
      (
        "input", #"{"height":9223372036854775807,"width":28,"channels":1}"#,
        "metadata input: not the shape of an image; expected 1 to 65536 on each side, found 9223372036854775807x28x1"
      ),
      ("loss", "bacall", "metadata loss: bacall: no such loss"),
      ("label_smoothing", "1.5", "metadata loss: label smoothing: out of range"),
      ("label_smoothing", "much", "metadata label_smoothing: not the JSON expected here"),
      ("training", "{}", "metadata training: not the JSON expected here: the key epochs is missing"),
      ("history", "{", "metadata history: not the JSON expected here"),
    ])
  func impossible(key: String, value: String, message: String) throws {
    var metadata = [
      "architecture": "preresnet-8", "dataset": "mnist", "mean": "[0.5]", "std": "[0.5]", "loss": "baikal",
    ]
    metadata[key] = value
    let description = Self.description(try Self.checkpoint(metadata))
    #expect(description.hasPrefix("m.safetensors: \(message)"), "\(description)")
  }

  @Test("tensors that do not fit the architecture are all listed")
  func tensors() throws {
    var checkpoint = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    checkpoint.tensors[0] = NamedTensor(
      name: "conv1.weight", shape: [16, 3, 3, 3], values: .init(repeating: 0, count: 432))
    checkpoint.tensors.removeAll { $0.name == "fc.bias" }
    checkpoint.tensors.append(NamedTensor(name: "layer4.weight", shape: [1], values: [0]))
    #expect(
      Self.description(checkpoint)
        == "m.safetensors: the tensors do not fit the architecture: conv1.weight: expected [16, 1, 3, 3], found "
        + "[16, 3, 3, 3]; fc.bias [10] is missing; layer4.weight is not expected; is it no preresnet-8? Name another "
        + "architecture with --architecture")
  }

  @Test("of another architecture's checkpoint every tensor is listed")
  func otherArchitecture() throws {
    let checkpoint = try Self.checkpoint(["architecture": "all-cnn-mini", "dataset": "mnist"])
    let network = try ArchitectureName.allCNNMini.network(
      input: ImageShape(height: 28, width: 28, channels: 1), classes: 10, mean: [0], standardDeviation: [1])
    let description = Self.description(checkpoint)
    for tensor in network.layout.tensors {
      #expect(description.contains("\(tensor.name) \(tensor.shape) is missing; "))
    }
    for tensor in checkpoint.tensors { #expect(description.contains("\(tensor.name) is not expected; ")) }
    #expect(description.hasSuffix("; is it no all-cnn-mini? Name another architecture with --architecture"))
  }

  @Test("a last layer with one class is refused")
  func lastLayer() throws {
    var single = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    let last = try #require(single.tensors.firstIndex { $0.name == "fc.weight" })
    single.tensors[last] = NamedTensor(name: "fc.weight", shape: [1, 64], values: .init(repeating: 0, count: 64))
    #expect(
      Self.description(single) == "m.safetensors: preresnet-8: cannot be built; expected 2 classes or more, found 1")
  }

  @Test(
    "what DataParallel and compile put before every name is passed over",
    arguments: ["module.", "_orig_mod.", "_orig_mod.module."])
  func wrapped(prefix: String) throws {
    let plain = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    var wrapped = plain
    for i in wrapped.tensors.indices { wrapped.tensors[i].name = prefix + wrapped.tensors[i].name }
    let model = try ModelFile(wrapped, path: "m", overrides: .init())
    #expect(model.classifier.weights.namedTensors == plain.tensors)
    // Where one name lacks it, it is no wrapper's.
    wrapped.tensors[0].name = plain.tensors[0].name
    #expect(Self.description(wrapped).contains("\(prefix)fc.bias is not expected"))
  }
}
