import Checkpoints
import Datasets
import Files
import Foundation
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

/// Checkpoints of other programs: tensors under PyTorch's names, and little metadata.
@Suite("Foreign model")
struct ForeignModelTests {
  /// What is said of a file that does not say how its pixels are normalised.
  private static let usual =
    "Pixels are normalised as is usual for the data set, by means 0.1307 and deviations 0.3081."

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
        ["architecture": "preresnet-8", "input": #"{"height":28,"width":28,"channels":1}"#],
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

  @Test("tensors that do not fit are named with the architecture")
  func tensors() throws {
    var checkpoint = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    checkpoint.tensors[0] = NamedTensor(
      name: "conv1.weight", shape: [16, 3, 3, 3], values: .init(repeating: 0, count: 432))
    checkpoint.tensors.removeAll { $0.name == "fc.bias" }
    checkpoint.tensors.append(NamedTensor(name: "layer4.weight", shape: [3], values: [0, 0, 0]))
    #expect(
      Self.description(checkpoint)
        == "m.safetensors: the tensors do not fit the architecture preresnet-8: conv1.weight: expected [16, 1, 3, 3], "
        + "found [16, 3, 3, 3]; fc.bias [10] is missing; layer4.weight [3] is not expected; is it no preresnet-8? Name "
        + "another architecture with --architecture")
  }

  @Test("of another architecture's checkpoint both architectures are named, five tensors, and how many more")
  func otherArchitecture() throws {
    let checkpoint = try Self.checkpoint(["architecture": "all-cnn-mini", "dataset": "mnist"])
    let network = try ArchitectureName.allCNNMini.network(
      input: ImageShape(height: 28, width: 28, channels: 1), classes: 10, mean: [0], standardDeviation: [1])
    let description = Self.description(checkpoint)
    for tensor in network.layout.tensors.prefix(5) {
      #expect(description.contains("\(tensor.name) \(tensor.shape) is missing; "))
    }
    let more = network.layout.tensors.count + checkpoint.tensors.count - 5
    #expect(
      description.hasSuffix(
        "; … \(more) more; the tensors are those of preresnet-8: name it with --architecture preresnet-8"),
      "\(description)")
  }

  @Test("tensors beside those of the architecture are called so, and can be left out")
  func extras() throws {
    var checkpoint = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    let plain = checkpoint.tensors
    checkpoint.tensors += [
      NamedTensor(name: "head.a", shape: [2], values: [1, 2]), NamedTensor(name: "head.b", shape: [2], values: [3, 4]),
    ]
    #expect(
      Self.description(checkpoint)
        == "m.safetensors: preresnet-8 fits, and there are tensors beside it: head.a [2]; head.b [2]; leave them out with "
        + "--ignore PATTERN, for example --ignore 'head.a'")
    let model = try ModelFile(
      checkpoint, path: "m", overrides: .init(tensors: TensorChanges(ignored: ["head.*"])))
    #expect(model.classifier.weights.namedTensors == plain)
    #expect(model.notes == ["2 tensors are ignored by --ignore head.*", Self.usual])
  }

  @Test("the same shapes under other names are suggested, and a rename takes them")
  func renamed() throws {
    var checkpoint = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    let plain = checkpoint.tensors
    for i in checkpoint.tensors.indices where checkpoint.tensors[i].name.hasPrefix("fc.") {
      checkpoint.tensors[i].name = "head." + checkpoint.tensors[i].name.dropFirst(3)
    }
    #expect(
      Self.description(checkpoint).hasSuffix(
        "the same shapes stand under other names: --rename head.weight=fc.weight --rename head.bias=fc.bias"))
    for renames in [["head.=fc."], ["head.weight=fc.weight", "head.bias=fc.bias"]] {
      let model = try ModelFile(checkpoint, path: "m", overrides: .init(tensors: TensorChanges(renames: renames)))
      #expect(model.classifier.weights.namedTensors == plain)
    }
    #expect(
      Self.description(checkpoint, .init(tensors: try TensorChanges(renames: ["haed.bias=fc.bias"])))
        == "m.safetensors: --rename haed.bias: no tensor has this name; did you mean head.bias?")
  }

  @Test("a model and its moving average in one file are told apart by the user")
  func twice() throws {
    let plain = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    var both = plain
    both.tensors = ["ema.", "model."].flatMap { prefix in
      plain.tensors.map { NamedTensor(name: prefix + $0.name, shape: $0.shape, values: $0.values) }
    }
    #expect(Self.description(both).contains("the file holds the network 2 times"))
    let changes = try TensorChanges(ignored: ["ema.*"])
    let model = try ModelFile(both, path: "m", overrides: .init(tensors: changes))
    #expect(model.classifier.weights.namedTensors == plain.tensors)
  }

  @Test("float64 weights are rounded, and types and counters of other tensors passed over, each said")
  func types() throws {
    let plain = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    func encoded(wide: (String) -> Bool, beside others: [(String, String, Int)]) throws -> Checkpoint {
      var header: [String: Any] = ["__metadata__": plain.metadata], data = Data()
      for tensor in plain.tensors {
        let start = data.count, isWide = wide(tensor.name)
        for value in tensor.values {
          if isWide {
            withUnsafeBytes(of: Double(value)) { data.append(contentsOf: $0) }
          } else {
            withUnsafeBytes(of: value) { data.append(contentsOf: $0) }
          }
        }
        header[tensor.name] = [
          "dtype": isWide ? "F64" : "F32", "shape": tensor.shape, "data_offsets": [start, data.count],
        ]
      }
      for (name, type, bytes) in others {
        header[name] = ["dtype": type, "shape": [1], "data_offsets": [data.count, data.count + bytes]]
        data += Data(count: bytes)
      }
      let text = try JSONSerialization.data(withJSONObject: header)
      var file = Data()
      withUnsafeBytes(of: UInt64(text.count)) { file.append(contentsOf: $0) }
      return try Checkpoint(decoding: file + text + data, path: "m")
    }
    let model = try ModelFile(
      encoded(wide: { _ in true }, beside: [("step", "I64", 8), ("total_ops", "F64", 8)]), path: "m", overrides: .init()
    )
    #expect(model.classifier.weights.namedTensors == plain.tensors)
    #expect(
      model.notes == [
        "\(plain.tensors.count) tensors of float64 were rounded to float32",
        "2 tensors that are no weights of this network were passed over: total_ops (F64), step (I64)", Self.usual,
      ])
    var whole = try encoded(wide: { _ in false }, beside: [("fc.shift", "I64", 8)])
    #expect(Self.description(whole) == "no error")
    whole = try Checkpoint(
      decoding: CheckpointBytes.replacing("fc.bias", with: "I32", in: plain.encoded), path: "m.safetensors")
    #expect(
      Self.description(whole)
        == "m.safetensors: tensor fc.bias: not a type of weights; expected F64, F32, F16 or BF16, found I32")
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
    "what stands before every name is taken off, and said",
    arguments: ["module.", "_orig_mod.", "_orig_mod.module.", "model.", "net.", "1.", "ema."])
  func wrapped(prefix: String) throws {
    let plain = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist"])
    var wrapped = plain
    for i in wrapped.tensors.indices { wrapped.tensors[i].name = prefix + wrapped.tensors[i].name }
    let model = try ModelFile(wrapped, path: "m", overrides: .init())
    #expect(model.classifier.weights.namedTensors == plain.tensors)
    #expect(model.notes == ["the prefix \(prefix) of the tensors' names was taken off", Self.usual])
    // Where one name lacks it, the name is another's.
    wrapped.tensors[0].name = plain.tensors[0].name
    let name = plain.tensors[0].name
    #expect(Self.description(wrapped).contains("\(name) \(plain.tensors[0].shape) is missing"))
    #expect(Self.description(wrapped).contains("\(name) \(plain.tensors[0].shape) is not expected"))
  }

  @Test(
    "a misspelt key and half a statement are errors that name what is meant",
    arguments: [
      (["mean": "[0.5]"], "metadata mean: half of a statement: std is missing"),
      (["std": "[0.5]"], "metadata std: half of a statement: mean is missing"),
      (["label_smoothing": "0.1"], "metadata label_smoothing: half of a statement: loss is missing"),
      (["mean": "[0.5]", "sdt": "[0.5]"], "metadata sdt: not a key that is read; expected std, found sdt"),
      (["mean": "[0.5]", "stdev": "[0.5]"], "metadata stdev: not a key that is read; expected std"),
      (["Loss": "baikal"], "metadata Loss: not a key that is read; expected loss"),
      (["clas_names": "[]"], "metadata clas_names: not a key that is read; expected class_names"),
      (["seed": "one"], "metadata seed: not a seed"),
      (["reading": #"{"bits": "all"}"#], "metadata reading: bits: not the JSON expected here: not a whole number"),
    ])
  func halves(metadata: [String: String], message: String) throws {
    let checkpoint = try Self.checkpoint(
      ["architecture": "preresnet-8", "dataset": "mnist"].merging(metadata) { $1 })
    let description = Self.description(checkpoint)
    #expect(description.hasPrefix("m.safetensors: \(message)"), "\(description)")
  }

  @Test("a key that is close to a known one is said to be passed over where the known one is there too")
  func passedOver() throws {
    let checkpoint = try Self.checkpoint([
      "architecture": "preresnet-8", "dataset": "mnist", "mean": "[0.5]", "std": "[0.25]", "stdev": "[0.5]",
      "Mean": "[0.1]",
    ])
    let model = try ModelFile(checkpoint, path: "m", overrides: .init())
    #expect(model.normalisation == Normalisation(mean: [0.5], standardDeviation: [0.25]))
    #expect(
      model.notes == [
        "metadata Mean is passed over: mean is what is read", "metadata stdev is passed over: std is what is read",
      ])
  }

  @Test(
    "keys of other programs stay welcome", arguments: ["format", "epoch", "step", "author", "version", "framework"])
  func otherKeys(key: String) throws {
    let checkpoint = try Self.checkpoint(["architecture": "preresnet-8", "dataset": "mnist", key: "pt"])
    #expect(Self.description(checkpoint) == "no error")
  }
}

/// Safetensors bytes with another type in the header.
private enum CheckpointBytes {
  static func replacing(_ name: String, with type: String, in data: Data) -> Data {
    let dtype = Data("\"F32\"".utf8)
    var data = data
    let start = data.range(of: Data("\"\(name)\":".utf8))!.lowerBound
    data.replaceSubrange(data.range(of: dtype, in: start..<data.endIndex)!, with: Data("\"\(type)\"".utf8))
    return data
  }
}
