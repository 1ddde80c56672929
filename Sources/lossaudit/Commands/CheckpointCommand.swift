import ArgumentParser
import Checkpoints
import Datasets
import Files
import Foundation
import GraphImport
import Models
import Tensors
import Training

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Look into checkpoints, verify them, convert them.",
    subcommands: [InspectCommand.self, VerifyCommand.self, ConvertCommand.self])

  struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Tensors and metadata of a checkpoint, or the graph of an ONNX file.")

    @Argument(help: "A .safetensors, .safetensors.zst or .onnx file.") var checkpoint: String

    @Option(help: ArgumentHelp("Write the graph of an ONNX file for Graphviz.", valueName: "file")) var dot: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      if ModelFile.isONNX(checkpoint) { return try inspectGraph() }
      if dot != nil { throw ValidationError("--dot: expected an .onnx file, found \(checkpoint)") }
      let summary = try CheckpointSummary(path: checkpoint)
      var lines = ["\(checkpoint): \(summary.parameters) numbers in \(summary.tensors.count) tensors"]
      lines += summary.tensors.map { "  \($0.name) \($0.shape) \($0.dtype)" }
      lines += summary.metadata.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
      try common.output(summary, text: lines.joined(separator: "\n"))
    }

    private struct GraphFindings: Encodable {
      var graph: GraphSummary
      var opset: Int
      var producer: String
      var normalisation: Normalisation?
      var notes: [String]
    }

    private func inspectGraph() throws {
      let model = try ImportedModel(contentsOf: checkpoint)
      let summary = GraphSummary(model.graph, tensors: model.tensors)
      if let dot { try AtomicFile.write(Data(GraphSummary.dot(model.graph).utf8), to: dot) }
      var lines = [
        "\(checkpoint): opset \(model.opset), \(model.producer); images \(summary.input); \(summary.parameters) numbers, "
          + "\(summary.multiplications) multiplications an image"
      ]
      lines += summary.nodes.map { "  \($0.shape)  \($0.operation)  \($0.name)" }
      lines +=
        (model.normalisation.map {
          ["pixels are normalised by means \($0.mean) and deviations \($0.standardDeviation)"]
        } ?? ["the graph does not normalise pixels"]) + model.notes
      try common.output(
        GraphFindings(
          graph: summary, opset: model.opset, producer: model.producer, normalisation: model.normalisation,
          notes: model.notes), text: lines.joined(separator: "\n"))
    }
  }

  struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract:
        "Read a checkpoint whole: checksum, layout, finite numbers, and the fit of its tensors to its architecture.")

    @Argument(help: "A .safetensors or .safetensors.zst file.") var checkpoint: String
    @OptionGroup var common: CommonOptions

    struct Result: Encodable {
      var checkpoint: String
      var verified: Bool
      /// Whether the tensors were held against an architecture that the metadata names.
      var architecture: String?
      var finite: Bool
      /// The tensors with numbers that are not finite.
      var notFinite: [NotFiniteTensor]?

      enum CodingKeys: String, CodingKey {
        case checkpoint, verified, architecture, finite
        case notFinite = "not_finite"
      }
    }

    func run() throws {
      let content = try Checkpoint.read(checkpoint)
      let architecture = content.metadata["architecture"]
      if architecture != nil { _ = try ModelFile.read(checkpoint) }
      let broken = content.notFinite
      try common.output(
        Result(
          checkpoint: checkpoint, verified: true, architecture: architecture, finite: broken.isEmpty,
          notFinite: broken.isEmpty ? nil : broken),
        text: "\(checkpoint): \(broken.isEmpty ? "whole" : "every byte is there")"
          + (architecture.map { ", fits \($0)" } ?? ""))
      guard broken.isEmpty else {
        throw FileError(
          checkpoint, "the model is broken: \(broken.count) tensors have numbers that are not finite",
          found: broken.map { "\($0.tensor) (\($0.count) of \($0.of))" }.joined(separator: ", "))
      }
    }
  }

  struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "convert",
      abstract: "Between .safetensors and .safetensors.zst; an existing file is not overwritten.",
      discussion: "Every tensor of any type and all metadata are kept byte for byte.")

    @Argument(help: "The checkpoint to read.") var input: String
    @Argument(help: "The file to write.") var output: String
    @Flag(help: "Overwrite an existing file.") var force = false

    func run() throws {
      guard force || !FileManager.default.fileExists(atPath: output) else {
        throw FileError(output, "exists already", advice: "choose another name, or overwrite it with --force")
      }
      try Checkpoint.convert(input, to: output)
      try Output.line(output)
    }
  }
}
