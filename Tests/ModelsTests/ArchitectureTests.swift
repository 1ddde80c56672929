import Tensors
import Testing

@testable import Models

/// Weights that fit do not prove a network: what is computed from what must be PyTorch's too.
@Suite("Architectures")
struct ArchitectureTests {
  /// One word for each layer. `@` names its inputs where they are not just the value before: 0 is the images, n what
  /// the n-th word computes.
  static func graph(_ network: Network) -> [String] {
    network.nodes.enumerated().map { index, node in
      let tensor = network.layout.tensors.first { $0.offset == node.weightOffset }?.name ?? ""
      let name = tensor.split(separator: ".").dropLast().joined(separator: ".")
      let word =
        switch node.layer {
        case is PixelNormalisation: "normalise"
        case let layer as Convolution: "\(name):\(layer.kernel)/\(layer.stride)+\(layer.padding)"
        case is BatchNormalisation, is Linear: name
        case let layer as Dropout: "dropout\(layer.rate)"
        case let layer as WindowMaximum: "max\(layer.window.kernel.y)/\(layer.window.stride.y)"
        case let layer as AveragePooling: "mean\(layer.kernel)/\(layer.stride)"
        case is GlobalAveragePooling: "mean"
        case is Addition: "add"
        default: "?"
        }
      let place = node.inputs == [index] ? word : word + "@" + node.inputs.map(String.init).joined(separator: ",")
      return node.layer.rectifies ? place + " relu" : place
    }
  }

  /// `name:kernel/stride+padding`.
  static let expected: [(architecture: String, size: Int, channels: Int, graph: String)] = [
    (
      "all-cnn-mini", 28, 1,
      """
      normalise features.0:3/1+1 relu features.2:3/1+1 relu features.4:3/2+1 relu features.6:3/1+1 relu
      features.8:3/1+1 relu features.10:3/2+1 relu features.12:3/1+0 relu features.14:1/1+0 relu features.16:1/1+0 mean
      """
    ),
    (
      "all-cnn-c", 32, 3,
      """
      normalise dropout0.2 features.1:3/1+1 relu features.3:3/1+1 relu features.5:3/2+1 relu dropout0.5
      features.8:3/1+1 relu features.10:3/1+1 relu features.12:3/2+1 relu dropout0.5
      features.15:3/1+0 relu features.17:1/1+0 relu features.19:1/1+0 relu mean
      """
    ),
    (
      "all-cnn-c-fumanchu", 32, 3,
      """
      normalise features1.0:3/1+1 relu features1.2:3/1+1 relu features1.4:3/2+1 dropout0.5
      features2.0:3/1+1 relu features2.2:3/1+1 relu features2.4:3/2+1 dropout0.5
      features3.0:3/1+1 relu features3.2:1/1+0 relu features3.4:1/1+0 relu mean6/6
      """
    ),
    (
      "cnn-mnist", 28, 1,
      """
      normalise features.0:5/1+2 relu max2/2 features.3:5/1+2 relu max2/2 fullyConnected.0 relu dropout0.4 classifier
      """
    ),
    (
      "alexnet", 32, 3,
      """
      normalise features.0:11/4+5 relu max2/2 features.3:5/1+2 relu max2/2 features.6:3/1+1 relu features.8:3/1+1 relu
      features.10:3/1+1 relu max2/2 classifier
      """
    ),
    (
      "preresnet-8", 32, 3,
      """
      normalise conv1:3/1+1
      layer1.0.bn1 relu layer1.0.conv1:3/1+1 layer1.0.bn2 relu layer1.0.conv2:3/1+1 add@6,2
      layer2.0.bn1 relu layer2.0.conv1:3/2+1 layer2.0.bn2 relu layer2.0.conv2:3/1+1 layer2.0.downsample.0:1/2+0@7
      add@11,12
      layer3.0.bn1 relu layer3.0.conv1:3/2+1 layer3.0.bn2 relu layer3.0.conv2:3/1+1 layer3.0.downsample.0:1/2+0@13
      add@17,18
      bn relu mean fc
      """
    ),
    (
      "wrn-10-1", 32, 3,
      """
      normalise conv1:3/1+1
      block1.layer.0.bn1 relu block1.layer.0.conv1:3/1+1 block1.layer.0.bn2 relu dropout0.3
      block1.layer.0.conv2:3/1+1 add@2,7
      block2.layer.0.bn1 relu block2.layer.0.conv1:3/2+1 block2.layer.0.bn2 relu dropout0.3
      block2.layer.0.conv2:3/1+1 block2.layer.0.convShortcut:1/2+0@9 add@14,13
      block3.layer.0.bn1 relu block3.layer.0.conv1:3/2+1 block3.layer.0.bn2 relu dropout0.3
      block3.layer.0.conv2:3/1+1 block3.layer.0.convShortcut:1/2+0@16 add@21,20
      bn1 relu mean fc
      """
    ),
  ]

  @Test("layers and their inputs are PyTorch's", arguments: expected)
  func graph(architecture: String, size: Int, channels: Int, graph: String) throws {
    let network = try ArchitectureName(parsing: architecture).network(
      input: ImageShape(height: size, width: size, channels: channels), classes: 10,
      mean: [Float](repeating: 0, count: channels), standardDeviation: [Float](repeating: 1, count: channels))
    #expect(
      Self.graph(network).joined(separator: " ") == graph.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  @Test(
    "without dropout there is no layer for it",
    arguments: [("all-cnn-c", 3), ("all-cnn-c-fumanchu", 2), ("cnn-mnist", 1), ("wrn-10-2", 3), ("preresnet-8", 0)])
  func noDropout(architecture: String, count: Int) throws {
    for (rate, expected) in [(nil, count), (0, 0)] as [(Float?, Int)] {
      let network = try ArchitectureName(parsing: architecture).network(
        input: ImageShape(height: 28, width: 28, channels: 1), classes: 10, mean: [0], standardDeviation: [1],
        dropout: rate)
      #expect(network.nodes.count { $0.layer is Dropout } == expected)
    }
  }
}
