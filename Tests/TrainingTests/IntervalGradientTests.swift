import Datasets
import Files
import Foundation
import Losses
import Robustness
import Tensors
import TestSupport
import Testing

@testable import Models
@testable import Training

/// A small network without batch normalisation, and trainings of it that learn bounds.
enum CertifiedTrainings {
  static func graph() throws -> Graph {
    var graph = Graph(name: "tiny", input: TinyImages.shape)
    let pixels = try graph.append(
      .pixelNormalisation(mean: [0.25], standardDeviation: [0.5]), named: "pixels", to: [0])
    let window = Window(
      kernel: .init(3, 3), stride: .init(2, 2), before: .init(1, 1), after: .init(1, 1))
    let maps = try graph.append(
      .convolution(window, outputs: 8, groups: 1, hasBias: true), named: "maps", to: [pixels],
      weights: ["maps.weight", "maps.bias"])
    let rectified = try graph.append(.activation(.relu), named: "relu", to: [maps])
    let flat = try graph.append(.reshape([.batch, AxisSize(128)]), named: "flat", to: [rectified])
    _ = try graph.append(
      .linear(outputs: 4, hasBias: true), named: "logits", to: [flat], weights: ["logits.weight", "logits.bias"])
    return graph
  }

  static func trainer(
    _ settings: TrainingSettings, images: Int = 64, loss: Loss = Loss(.crossEntropy), validation: ImageSet? = nil
  ) throws -> Trainer {
    Trainer(
      network: try graph().network(), loss: loss, settings: settings, training: TinyImages.images(images, seed: 1),
      validation: validation, seed: 3)
  }

  static func settings(epsilon: Double, epochs: Int = 6, ramp: Int? = nil) -> TrainingSettings {
    var settings = TrainingSettings(epochs: epochs, batchSize: 16, weightDecay: 0)
    settings.certified = .ibp
    settings.certifiedEpsilon = Epsilon(epsilon)
    settings.certifiedRamp = ramp
    return settings
  }

  static func trained(_ trainer: Trainer, threads: Int = 1) throws -> TrainingState {
    var state = trainer.start
    try trainer.train(&state, in: .threads(threads))
    return state
  }

  /// The tensors that the graph with intervals has, of weights as the tensors' names have them.
  static func bounded(_ weights: [String: [Double]]) -> [String: [Double]] {
    var result = weights
    for (name, values) in weights {
      let half = name.hasSuffix("weight") ? 0.5 : 1
      result[IntervalForm.centre.name(of: name)] = values.map { half * $0 }
      result[IntervalForm.radius.name(of: name)] = values.map { half * abs($0) }
    }
    return result
  }

  /// Rows of logits, lower bounds and upper bounds of each image, in double precision.
  static func rows(_ images: ImageSet, _ weights: [String: [Double]], epsilon: Double) throws -> [[Double]] {
    var pixels = [Float](repeating: 0, count: TinyImages.shape.count), labels: [Int32] = [0]
    let graph = PlainGraph(graph: try graph().withIntervals(), batch: 1, weights: bounded(weights))
    return (0..<images.count).map { image in
      images.fill([image], into: &pixels, labels: &labels)
      let x = pixels.map(Double.init)
      return graph.logits(x + x.map { max($0 - epsilon, 0) } + x.map { min($0 + epsilon, 1) })
    }
  }

  static func named(_ weights: Weights) -> [String: [Double]] {
    Dictionary(uniqueKeysWithValues: weights.namedTensors.map { ($0.name, $0.values.map(Double.init)) })
  }

  /// Whether each image's worst logits are right in the whole box.
  static func proved(_ state: TrainingState, _ images: ImageSet, epsilon: Double) throws -> [Bool] {
    try zip(rows(images, named(state.weights), epsilon: epsilon), images.labels).map { row, label in
      (0..<4).allSatisfy { $0 == Int(label) || row[4 + Int(label)] > row[8 + $0] }
    }
  }
}

@Suite("Interval gradients")
struct IntervalGradientTests {
  typealias Sample = CertifiedTrainings

  /// (1 - κ) of the loss at the worst logits and κ of that at the image, mean over images, in double precision.
  private func loss(_ images: ImageSet, _ weights: [String: [Double]], epsilon: Double, kappa: Double) throws -> Double
  {
    func crossEntropy(_ z: [Double], _ label: Int) -> Double { log(z.reduce(0) { $0 + exp($1) }) - z[label] }
    return try zip(Sample.rows(images, weights, epsilon: epsilon), images.labels).reduce(0) { sum, image in
      let (row, label) = (image.0, Int(image.1))
      let worst = (0..<4).map { row[$0 == label ? 4 + $0 : 8 + $0] }
      return sum + kappa * crossEntropy(Array(row[0..<4]), label) + (1 - kappa) * crossEntropy(worst, label)
    } / Double(images.count)
  }

  /// Central differences in double precision; the gradient is float32's.
  @Test("are those of the mixed loss at every tensor", arguments: [0.0, 0.1])
  func differences(epsilon: Double) throws {
    let trainer = try Sample.trainer(Sample.settings(epsilon: epsilon, epochs: 1), images: 8)
    var weights = trainer.start.weights
    // Shorter than the length at which gradients are scaled down.
    weights.values = weights.values.map { $0 / 2 }
    let gradient = IntervalGradient(trainer, trainer.settings.certification!, engine: Engine(threads: 1))
    var tally = TrainingTally()
    let order = Array(0..<8)
    weights.values.withUnsafeMutableBufferPointer {
      gradient.compute(weights: $0.baseAddress!, order: order[...], epoch: 1, step: 5, into: &tally)
    }
    let named = Sample.named(weights)
    let expected = try loss(trainer.training, named, epsilon: epsilon, kappa: 0.5)
    #expect(abs(tally.loss / 8 - expected) < 1e-5)
    for tensor in weights.layout.tensors {
      let indices = tensor.engineIndices()
      for place in stride(from: 0, to: tensor.count, by: max(1, tensor.count / 7)) {
        func moved(_ change: Double) throws -> Double {
          var copy = named
          copy[tensor.name]![place] += change
          return try loss(trainer.training, copy, epsilon: epsilon, kappa: 0.5)
        }
        let difference = try (moved(1e-5) - moved(-1e-5)) / 2e-5
        #expect(abs(difference - Double(gradient.gradient[tensor.offset + indices[place]])) < 1e-4)
      }
    }
  }

  @Test("in empty boxes they are those of plain training")
  func empty() throws {
    let trainer = try Sample.trainer(Sample.settings(epsilon: 0), images: 16)
    var weights = trainer.start.weights.values
    let certified = IntervalGradient(trainer, trainer.settings.certification!, engine: Engine(threads: 1))
    let plain = StepGradient(trainer, engine: Engine(threads: 1))
    var tallies = [TrainingTally(), TrainingTally()]
    let order = Array(0..<16)
    weights.withUnsafeMutableBufferPointer {
      certified.compute(weights: $0.baseAddress!, order: order[...], epoch: 1, step: 40, into: &tallies[0])
      plain.compute(weights: $0.baseAddress!, order: order[...], epoch: 1, step: 40, into: &tallies[1])
    }
    #expect(abs(tallies[0].loss - tallies[1].loss) < 1e-4 && tallies[0].correct == tallies[1].correct)
    for i in 0..<trainer.network.layout.count { #expect(abs(certified.gradient[i] - plain.gradient[i]) < 1e-5) }
  }

  @Test("longer ones than 10 are scaled down to that length")
  func length() throws {
    let trainer = try Sample.trainer(Sample.settings(epsilon: 0.3, epochs: 1), images: 16)
    var weights = trainer.start.weights.values.map { 20 * $0 }
    let gradient = IntervalGradient(trainer, trainer.settings.certification!, engine: Engine(threads: 1))
    var tally = TrainingTally()
    let order = Array(0..<16)
    weights.withUnsafeMutableBufferPointer {
      gradient.compute(weights: $0.baseAddress!, order: order[...], epoch: 1, step: 3, into: &tally)
    }
    let squares = (0..<weights.count).reduce(0.0) { $0 + pow(Double(gradient.gradient[$1]), 2) }
    #expect(abs(squares.squareRoot() - 10) < 1e-4)
  }
}
