import ArgumentParser
import Datasets
import Files
import Foundation
import GraphImport
import Models
import Tensors
import Training

struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Time the engine and the search on this machine.",
    subcommands: [ThroughputCommand.self, KernelsCommand.self, CMAESCommand.self])

  /// A network on images of the size that the architecture is known for.
  struct NetworkOptions: ParsableArguments {
    @Option(help: "Architecture: \(ArchitectureName.patterns.joined(separator: ", ")).") var architecture: String?
    @Option(help: ArgumentHelp("An ONNX file in place of an architecture.", valueName: "file")) var model: String?
    @Option(help: "Images of one step.") var batch = 128
    @Option(help: "Threads to use (default: all cores that the process may use).") var threads: Int = UsableCores.count
    @OptionGroup var engine: EngineOptions

    func validate() throws {
      guard (architecture == nil) != (model == nil) else {
        throw ValidationError("--architecture: expected it or --model, found \(model == nil ? "neither" : "both")")
      }
      guard (1...65_536).contains(batch) else {
        throw ValidationError("--batch: expected a number from 1 to 65536, found \(batch)")
      }
      guard (1...1024).contains(threads) else {
        throw ValidationError("--threads: expected a number from 1 to 1024, found \(threads)")
      }
    }

    /// The model with its own weights, or the architecture with those that a training starts from.
    func classifier() throws -> Classifier {
      if let model { return try ImportedModel(contentsOf: model).classifier() }
      let name = try usage { try ArchitectureName(parsing: architecture ?? "") }
      // 28x28 grey for the small ones, 32x32 in colour otherwise; ten classes.
      let isGrey = name == .cnnMNIST || name == .allCNNMini
      let input = ImageShape(height: isGrey ? 28 : 32, width: isGrey ? 28 : 32, channels: isGrey ? 1 : 3)
      let ones = [Float](repeating: 1, count: input.channels)
      let network = try name.network(
        input: input, classes: 10, mean: ones.map { _ in 0.5 }, standardDeviation: ones.map { _ in 0.25 })
      return Classifier(network: network, weights: Weights(layout: network.layout, seed: 1))
    }

    var networkEngine: Engine { Engine(threads: threads, precision: engine.precision) }
  }

  struct ThroughputCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "throughput", abstract: "Images a second in training, inference and FGSM; one JSON object a line.")

    @OptionGroup var options: NetworkOptions
    @Option(help: "Modes: \(Throughput.Mode.allCases.map(\.rawValue).joined(separator: ", ")).")
    var modes = "train,infer,fgsm"
    @Option(help: "Seconds to measure each mode for.") var seconds = 3.0
    @Option(
      help: ArgumentHelp("Write the JSON lines to this file; - is standard output, as without it.", valueName: "file"))
    var json: String?

    func run() throws {
      let modes = try self.modes.split(separator: ",").map { text in
        guard let mode = Throughput.Mode(rawValue: String(text)) else {
          let names = Throughput.Mode.allCases.map(\.rawValue)
          throw ValidationError("--modes: expected some of \(names.joined(separator: ", ")), found \(text)")
        }
        return mode
      }
      let file = json == "-" ? nil : json
      if let file { try AtomicFile.requireWritable(file) }
      let classifier = try options.classifier(), engine = options.networkEngine
      var lines = Data()
      for mode in modes {
        let result = Throughput.measure(
          classifier, mode: mode, batch: options.batch, seconds: seconds, engine: engine)
        let line = try StableJSON.encode(result, pretty: false)
        lines += line
        if file == nil { try Output.result(line) }
      }
      if let file { try AtomicFile.write(lines, to: file) }
    }
  }

  struct KernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "kernels",
      abstract: "Effective GFLOP/s of each convolution of an architecture, against the machine's peak.",
      discussion: "Effective: counted as direct convolution, so Winograd may exceed the peak of multiply-adds.")

    @OptionGroup var options: NetworkOptions
    @Option(help: "Seconds to measure each product for.") var seconds = 0.5
    @Option(help: ArgumentHelp("Write the result as JSON to FILE (\"-\": standard output).", valueName: "file"))
    var json: String?

    struct Result: Encodable {
      var peak: Double
      var threads: Int
      var batch: Int
      var layers: [ConvolutionTiming]
    }

    func run() throws {
      if let json, json != "-" { try AtomicFile.requireWritable(json) }
      let network = try options.classifier().network, engine = options.networkEngine
      let result = Result(
        peak: Network.multiplyAddPeak(pool: engine.pool), threads: options.threads, batch: options.batch,
        layers: network.convolutionTimings(batch: options.batch, seconds: seconds, engine: engine))
      if json == "-" {
        try Output.result(StableJSON.encode(result))
        return
      }
      if let json { try AtomicFile.write(StableJSON.encode(result), to: json) }
      try Output.line(
        String(format: "multiply-add peak: %.0f GFLOP/s on ", result.peak) + result.threads.counted("thread"))
      func column(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
      }
      try Output.line("layer         input       output      method    forward  input gradient  weight gradient")
      for layer in result.layers {
        try Output.line(
          column(layer.layer, 14) + column(layer.input, 12) + column(layer.output, 12) + column(layer.method, 10)
            + String(format: "%-9.0f%-16.0f%.0f", layer.forward, layer.inputGradient, layer.weightGradient))
      }
    }
  }
}
