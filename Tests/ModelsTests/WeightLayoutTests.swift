import Tensors
import Testing

@testable import Models

/// Names and shapes as PyTorch's `state_dict` lists them, counters of batches left out.
@Suite("Weight layout")
struct WeightLayoutTests {
  /// A convolution or linear layer with its bias, in PyTorch's shape.
  static func affine(_ name: String, _ shape: Int...) -> [String] {
    ["\(name).weight \(shape)", "\(name).bias \([shape[0]])"]
  }

  static func batchNorm(_ name: String, _ channels: Int) -> [String] {
    ["weight", "bias", "running_mean", "running_var"].map { "\(name).\($0) [\(channels)]" }
  }

  static let expected: [(architecture: String, input: ImageShape, tensors: [String])] = [
    (
      "all-cnn-mini", ImageShape(height: 28, width: 28, channels: 1),
      affine("features.0", 16, 1, 3, 3) + affine("features.2", 16, 16, 3, 3) + affine("features.4", 16, 16, 3, 3)
        + affine("features.6", 32, 16, 3, 3) + affine("features.8", 32, 32, 3, 3) + affine("features.10", 32, 32, 3, 3)
        + affine("features.12", 32, 32, 3, 3) + affine("features.14", 32, 32, 1, 1)
        + affine("features.16", 10, 32, 1, 1)
    ),
    (
      "all-cnn-c", ImageShape(height: 32, width: 32, channels: 3),
      affine("features.1", 96, 3, 3, 3) + affine("features.3", 96, 96, 3, 3) + affine("features.5", 96, 96, 3, 3)
        + affine("features.8", 192, 96, 3, 3) + affine("features.10", 192, 192, 3, 3)
        + affine("features.12", 192, 192, 3, 3) + affine("features.15", 192, 192, 3, 3)
        + affine("features.17", 192, 192, 1, 1) + affine("features.19", 10, 192, 1, 1)
    ),
    (
      "all-cnn-c-fumanchu", ImageShape(height: 32, width: 32, channels: 3),
      affine("features1.0", 96, 3, 3, 3) + affine("features1.2", 96, 96, 3, 3) + affine("features1.4", 96, 96, 3, 3)
        + affine("features2.0", 192, 96, 3, 3) + affine("features2.2", 192, 192, 3, 3)
        + affine("features2.4", 192, 192, 3, 3) + affine("features3.0", 192, 192, 3, 3)
        + affine("features3.2", 192, 192, 1, 1) + affine("features3.4", 10, 192, 1, 1)
    ),
    (
      "cnn-mnist", ImageShape(height: 28, width: 28, channels: 1),
      affine("features.0", 32, 1, 5, 5) + affine("features.3", 64, 32, 5, 5) + affine("fullyConnected.0", 1024, 3136)
        + affine("classifier", 10, 1024)
    ),
    (
      "alexnet", ImageShape(height: 32, width: 32, channels: 3),
      affine("features.0", 64, 3, 11, 11) + affine("features.3", 192, 64, 5, 5) + affine("features.6", 384, 192, 3, 3)
        + affine("features.8", 256, 384, 3, 3) + affine("features.10", 256, 256, 3, 3) + affine("classifier", 10, 256)
    ),
    (
      "preresnet-8", ImageShape(height: 32, width: 32, channels: 3),
      ["conv1.weight [16, 3, 3, 3]"]
        + batchNorm("layer1.0.bn1", 16) + ["layer1.0.conv1.weight [16, 16, 3, 3]"]
        + batchNorm("layer1.0.bn2", 16) + ["layer1.0.conv2.weight [16, 16, 3, 3]"]
        + batchNorm("layer2.0.bn1", 16) + ["layer2.0.conv1.weight [32, 16, 3, 3]"]
        + batchNorm("layer2.0.bn2", 32) + ["layer2.0.conv2.weight [32, 32, 3, 3]"]
        + ["layer2.0.downsample.0.weight [32, 16, 1, 1]"]
        + batchNorm("layer3.0.bn1", 32) + ["layer3.0.conv1.weight [64, 32, 3, 3]"]
        + batchNorm("layer3.0.bn2", 64) + ["layer3.0.conv2.weight [64, 64, 3, 3]"]
        + ["layer3.0.downsample.0.weight [64, 32, 1, 1]"]
        + batchNorm("bn", 64) + affine("fc", 10, 64)
    ),
    (
      "wrn-10-2", ImageShape(height: 32, width: 32, channels: 3),
      ["conv1.weight [16, 3, 3, 3]"]
        + batchNorm("block1.layer.0.bn1", 16) + ["block1.layer.0.conv1.weight [32, 16, 3, 3]"]
        + batchNorm("block1.layer.0.bn2", 32) + ["block1.layer.0.conv2.weight [32, 32, 3, 3]"]
        + ["block1.layer.0.convShortcut.weight [32, 16, 1, 1]"]
        + batchNorm("block2.layer.0.bn1", 32) + ["block2.layer.0.conv1.weight [64, 32, 3, 3]"]
        + batchNorm("block2.layer.0.bn2", 64) + ["block2.layer.0.conv2.weight [64, 64, 3, 3]"]
        + ["block2.layer.0.convShortcut.weight [64, 32, 1, 1]"]
        + batchNorm("block3.layer.0.bn1", 64) + ["block3.layer.0.conv1.weight [128, 64, 3, 3]"]
        + batchNorm("block3.layer.0.bn2", 128) + ["block3.layer.0.conv2.weight [128, 128, 3, 3]"]
        + ["block3.layer.0.convShortcut.weight [128, 64, 1, 1]"]
        + batchNorm("bn1", 128) + affine("fc", 10, 128)
    ),
    (
      // At widening 1 the first block keeps its width and needs no shortcut convolution.
      "wrn-10-1", ImageShape(height: 32, width: 32, channels: 3),
      ["conv1.weight [16, 3, 3, 3]"]
        + batchNorm("block1.layer.0.bn1", 16) + ["block1.layer.0.conv1.weight [16, 16, 3, 3]"]
        + batchNorm("block1.layer.0.bn2", 16) + ["block1.layer.0.conv2.weight [16, 16, 3, 3]"]
        + batchNorm("block2.layer.0.bn1", 16) + ["block2.layer.0.conv1.weight [32, 16, 3, 3]"]
        + batchNorm("block2.layer.0.bn2", 32) + ["block2.layer.0.conv2.weight [32, 32, 3, 3]"]
        + ["block2.layer.0.convShortcut.weight [32, 16, 1, 1]"]
        + batchNorm("block3.layer.0.bn1", 32) + ["block3.layer.0.conv1.weight [64, 32, 3, 3]"]
        + batchNorm("block3.layer.0.bn2", 64) + ["block3.layer.0.conv2.weight [64, 64, 3, 3]"]
        + ["block3.layer.0.convShortcut.weight [64, 32, 1, 1]"]
        + batchNorm("bn1", 64) + affine("fc", 10, 64)
    ),
  ]

  static func layout(_ architecture: String, _ input: ImageShape) throws -> WeightLayout {
    try ArchitectureName(parsing: architecture).network(
      input: input, classes: 10, mean: [Float](repeating: 0, count: input.channels),
      standardDeviation: [Float](repeating: 1, count: input.channels)
    ).layout
  }

  @Test("names, shapes and order are PyTorch's", arguments: expected)
  func names(architecture: String, input: ImageShape, tensors: [String]) throws {
    let layout = try Self.layout(architecture, input)
    #expect(layout.tensors.map { "\($0.name) \($0.shape)" } == tensors)
  }

  /// Exact counts are those of PyTorch's `numel` over the same networks. The published figures, rounded there, are
  /// 1.4 M (All-CNN-C: Springenberg et al. 2014, table 3), 0.27 M and 1.7 M (ResNet-20 and -110: He et al. 2015, table
  /// 6), 11.0 M, 8.9 M and 36.5 M (WRN-16-8, -40-4 and -28-10: Zagoruyko & Komodakis 2016, table 5).
  @Test(
    "trainable parameters are as many as published",
    arguments: [
      ("all-cnn-c", 1_369_738), ("all-cnn-c-fumanchu", 1_369_738), ("preresnet-8", 77_850), ("preresnet-20", 272_282),
      ("preresnet-110", 1_730_522),
      ("wrn-10-1", 77_850), ("wrn-16-8", 10_961_370), ("wrn-40-4", 8_949_210), ("wrn-28-5", 9_132_634),
      ("wrn-28-10", 36_479_194),
      ("alexnet", 2_472_266),
    ])
  func parameters(architecture: String, count: Int) throws {
    #expect(try Self.layout(architecture, ImageShape(height: 32, width: 32, channels: 3)).trainableCount == count)
  }

  @Test(
    "trainable parameters of the networks for digits", arguments: [("all-cnn-mini", 38_570), ("cnn-mnist", 3_274_634)])
  func digitParameters(architecture: String, count: Int) throws {
    #expect(try Self.layout(architecture, ImageShape(height: 28, width: 28, channels: 1)).trainableCount == count)
  }

  @Test("tensors lie end to end", arguments: expected)
  func offsets(architecture: String, input: ImageShape, tensors: [String]) throws {
    let layout = try Self.layout(architecture, input)
    var end = 0
    for tensor in layout.tensors {
      #expect(tensor.offset == end)
      end += tensor.count
    }
    #expect(layout.count == end)
  }
}
