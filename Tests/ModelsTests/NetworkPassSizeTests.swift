import Tensors
import Testing

@testable import Models

@Suite("Pass sizes")
struct NetworkPassSizeTests {
  static let cases: [(String, ImageShape, training: Int, evaluation: Int)] = [
    ("all-cnn-mini", ImageShape(height: 28, width: 28, channels: 1), 8, 16),
    ("all-cnn-c", ImageShape(height: 32, width: 32, channels: 3), 16, 16),
    ("preresnet-20", ImageShape(height: 32, width: 32, channels: 3), 100, 16),
    ("wrn-16-8", ImageShape(height: 32, width: 32, channels: 3), 100, 16),
    ("cnn-mnist", ImageShape(height: 28, width: 28, channels: 1), 100, 128),
    ("alexnet", ImageShape(height: 32, width: 32, channels: 3), 100, 128),
  ]

  @Test(
    "are short where weights are used often, and whole batches where statistics are taken over them", arguments: cases)
  func sizes(name: String, input: ImageShape, training: Int, evaluation: Int) throws {
    let zeros = [Float](repeating: 0, count: input.channels), ones = zeros.map { $0 + 1 }
    let network = try ArchitectureName(parsing: name)
      .network(input: input, classes: 10, mean: zeros, standardDeviation: ones)
    #expect(network.trainingPassSize(batchSize: 100) == training)
    #expect(network.evaluationPassSize(threads: 2) == evaluation)
    #expect(network.trainingPassSize(batchSize: 5) == 5)
  }
}
