import COpenBLAS
import Files
public import GraphImport
import Models
import Tensors

extension VNNLIB {
  /// What a network does in the box, as the competitions name it.
  public enum Answer: Sendable, Equatable, Encodable {
    /// The outputs are never what must not happen.
    case unsat
    /// They are at these inputs; both in the file's order.
    case sat(inputs: [Double], outputs: [Double])
    case unknown

    private enum CodingKeys: CodingKey { case answer, inputs, outputs }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .unsat: try container.encode("unsat", forKey: .answer)
      case .unknown: try container.encode("unknown", forKey: .answer)
      case .sat(let inputs, let outputs):
        try container.encode("sat", forKey: .answer)
        try container.encode(inputs, forKey: .inputs)
        try container.encode(outputs, forKey: .outputs)
      }
    }

    /// As the competitions write it.
    public var text: String {
      switch self {
      case .unsat: return "unsat"
      case .unknown: return "unknown"
      case .sat(let inputs, let outputs):
        let values = inputs.enumerated().map { "(X_\($0) \($1))" } + outputs.enumerated().map { "(Y_\($0) \($1))" }
        return "sat\n(" + values.joined(separator: "\n ") + ")"
      }
    }
  }

  /// Looks for a proof or a counterexample for `seconds` once the first bounds are known, with `threads` for products of
  /// matrices. `seed` is that of the random places where the search begins.
  ///
  /// Throws a `FileError` where the network does not have these inputs and outputs, or cannot be bounded.
  public func answer(
    for model: ImportedModel, path: String, seconds: Double, threads: Int, seed: UInt64
  ) throws -> Answer {
    openblas_set_num_threads(Int32(threads))
    HeapMemory.keepFreedMemory()
    let program = try BoundProgram(model.classifier())
    guard program.sizes[0] == region.count, program.sizes[program.output] == outputs else {
      throw FileError(
        path, "the network and the specification do not fit",
        expected: "\(region.count) inputs and \(outputs) outputs",
        found: "\(program.sizes[0]) and \(program.sizes[program.output])")
    }
    let shape = model.graph.input
    // Place i of the file's inputs is place order[i] of (C, H, W).
    let order =
      model.isChannelsLast
      ? (0..<region.count).map { ($0 % shape.channels) * shape.height * shape.width + $0 / shape.channels }
      : Array(0..<region.count)
    var own = region
    for (place, target) in order.enumerated() {
      own.low[target] = region.low[place]
      own.high[target] = region.high[place]
    }
    var certifier = Certifier(program, seconds: seconds)
    certifier.seed = seed
    switch try certifier.examine(own, property) {
    case .proved: return .unsat
    case .open: return .unknown
    case .broken(let input):
      return .sat(inputs: order.map { input[$0] }, outputs: program.values(input, rows: 1)[program.output])
    }
  }
}
