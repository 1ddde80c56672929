import Foundation
import Losses
import Models
import Tensors
import TestSupport

/// What `fixtures/pytorch` records of PyTorch.
struct PyTorchRecord: Decodable {
  let momentum: Double
  let weightDecay: Double
  let batches: Int
  let taylor: [Double]
  let cases: [Case]

  /// A tensor's length and its projections onto vectors of signs.
  struct Projected: Decodable {
    let length: Double
    let projections: [Double]

    /// The largest error of a projection, relative to the tensor's length: about the length of the error.
    func deviation(_ name: String, _ values: [Float]) -> Double {
      let errors = zip(FormulaNumbers.projections(name, values), projections).map { abs($0 - $1) }
      return errors.contains(where: \.isNaN) ? .infinity : errors.max()! / length
    }
  }

  struct Case: Decodable {
    let architecture: String
    let side: Int
    let channels: Int
    let batch: Int
    let seed: Int
    let learningRate: Double
    let parameters: Int
    /// In evaluation, of the first batch.
    let logits: [Double]
    /// Gradients at the pixels of the summed losses, in evaluation.
    let crossEntropyAtImages: Projected
    let taylorAtImages: Projected
    /// Mean cross-entropy of each training step.
    let lossesFloat64: [Double]
    /// Of two runs that differ in the order of their sums.
    let lossesFloat32: [[Double]]
    /// Of the first step.
    let gradients: [String: Projected]
    let runningStatistics: [String: Projected]

    var shape: ImageShape { ImageShape(height: side, width: side, channels: channels) }

    func network() throws -> Network {
      try ArchitectureName(parsing: architecture).network(
        input: shape, classes: 10, mean: (0..<channels).map { 0.4 + 0.1 * Float($0) },
        standardDeviation: (0..<channels).map { 0.2 + 0.05 * Float($0) }, dropout: 0)
    }

    func data(_ step: Int) -> (pixels: [Float], labels: [Int32]) {
      FormulaNumbers.batch(shape, count: batch, seed: seed, step: step)
    }
  }

  static let architectures = [
    "all-cnn-mini", "all-cnn-c", "all-cnn-c-fumanchu", "cnn-mnist", "alexnet", "preresnet-14", "wrn-10-2", "wrn-16-1",
  ]

  static let shared = Result {
    let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/pytorch/agreement.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(PyTorchRecord.self, from: Data(contentsOf: path.standardized))
  }
}
