public import Datasets
import Files
import Foundation
public import Models
public import ONNX
public import Tensors

/// A network from a model file of another program, with its numbers, ready to be asked for logits of pixels.
public struct ImportedModel: Sendable {
  public private(set) var graph: Graph
  /// The numbers of every tensor that the graph names.
  public let tensors: [NamedTensor]
  /// The mean and the deviation of each channel by which the graph itself normalises pixels in [0, 1]; `nil` where it does
  /// nothing of the kind first.
  public let normalisation: Normalisation?
  /// The version of the operators in the file, and the program that wrote it.
  public let opset: Int
  public let producer: String
  /// Whether the file takes its images as (N, H, W, C).
  public let isChannelsLast: Bool
  /// What was found that a reader of its figures should know, one sentence each.
  public let notes: [String]

  /// The classifier that the file holds.
  ///
  /// Throws a `FileError` for a graph that cannot be computed, or that does not end in logits.
  public func classifier() throws -> Classifier {
    let network = try graph.network()
    return Classifier(
      network: network, weights: try Weights(layout: network.layout, tensors: tensors, path: graph.name))
  }
}

extension ImportedModel {
  /// Reads and translates an ONNX file; see `init(_:name:images:pixels:)`.
  ///
  /// Throws a `FileError` that lists all operators that are not supported, with how often each stands in the file.
  public init(contentsOf path: String, images: ImageShape? = nil, pixels: Normalisation? = nil) throws {
    try self.init(
      ONNXModel(contentsOf: path, operators: Self.operators), name: path, images: images, pixels: pixels)
  }

  /// Translates the graph of an ONNX file.
  ///
  /// `pixels` is the normalisation that is put before the graph where the file has none. `images` is the shape of the
  /// images where the file leaves it open. `name` stands for the model in messages.
  ///
  /// Throws a `FileError` that names the node that cannot be translated.
  public init(_ model: ONNXModel, name: String, images: ImageShape? = nil, pixels: Normalisation? = nil) throws {
    var importer = try Importer(model, name: name, images: images, pixels: pixels)
    for node in model.nodes { try importer.translate(node) }
    self = try importer.finished()
    graph.digest = Digest.sha256(try content())
  }

  /// The graph and its numbers as bytes. A bound of a clip may be infinite.
  private func content() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var content = try encoder.encode(graph)
    for tensor in tensors {
      content += Data(tensor.name.utf8)
      tensor.values.withUnsafeBytes { content.append(contentsOf: $0) }
    }
    return content
  }
}
