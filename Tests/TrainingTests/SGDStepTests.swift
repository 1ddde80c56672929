import Datasets
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

/// PyTorch's SGD: d = g + λ w, v = d in the first step and μ v + d afterwards, w = w - η v.
@Suite("SGD step")
struct SGDStepTests {
  /// One step an epoch; biases are drawn too, so that their decay shows.
  private static let settings = TrainingSettings(
    epochs: 3, batchSize: 8, learningRate: 0.5, momentum: 0.5, weightDecay: 0.1, initialisation: .pytorch)

  @Test("three steps of decay alone are those worked out by hand, biases and batch-norm included")
  func decay() throws {
    // A loss that is flat has no gradient: each number is multiplied by the same factor.
    let flat = Loss(TaylorGLO(parameters: [Double](repeating: 0, count: 8))!)
    let trainer = try TinyTraining.trainer(Self.settings, loss: flat, images: 8, validation: nil)
    let start = trainer.start
    var state = start
    // v: 0.1, 0.05 + 0.095, 0.0725 + 0.08775; w: 1 - 0.05, 0.95 - 0.0725, 0.8775 - 0.080125.
    let factors: [Float] = [0.95, 0.8775, 0.797375], velocities: [Float] = [0.1, 0.145, 0.16025]
    var largestError: Float = 0
    try trainer.train(
      &state, in: .threads(1),
      afterEpoch: { state in
        let epoch = state.history.count - 1
        for i in Self.trainable(state.weights.layout) {
          let w = start.weights.values[i]
          let error = max(
            abs(state.weights.values[i] - factors[epoch] * w), abs(state.momentum[i] - velocities[epoch] * w))
          largestError = max(largestError, w == 0 ? error : error / abs(w))
        }
      })
    // Three roundings of a Float in each of the products.
    #expect(largestError < 4e-7)
    let bias = try #require(start.weights.layout.tensors.first { $0.role == .bias })
    #expect(start.weights.values[bias.offset] != 0)
  }

  @Test("three steps with gradients, the running statistics as the forward passes leave them")
  func gradients() throws {
    var settings = Self.settings
    settings.learningRate = 0.05
    let trainer = try TinyTraining.trainer(settings, images: 8, validation: nil)
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    let expected = expected(trainer)
    // A fused multiply-add rounds once less; three steps of batch normalisation spread that to the whole network.
    let errors = zip(state.weights.values, expected).map { abs(Double($0) - $1) / (1 + abs($1)) }
    #expect(errors.max()! < 1e-5)
    // The tolerance is far below what the steps do.
    let moves = zip(trainer.start.weights.values, expected).map { abs(Double($0) - $1) }
    #expect(moves.count { $0 > 1e-3 } > moves.count / 10)
  }

  /// The weights after three epochs of one step, the update written out in Double.
  private func expected(_ trainer: Trainer) -> [Double] {
    let settings = trainer.settings, layout = trainer.network.layout
    let execution = Execution(trainer.network, batchSize: 8, purpose: .training, engine: Engine(threads: 1))
    var weights = trainer.start.weights.values
    var exact = weights.map(Double.init), velocity = [Double](repeating: 0, count: weights.count)
    var gradients = [Float](repeating: 0, count: weights.count), labels = [Int32](repeating: 0, count: 8)
    for epoch in 1...3 {
      var stream = RandomStream(seed: trainer.seed, purpose: .batchOrder, index: UInt64(epoch))
      trainer.training.fill(stream.nextPermutation(of: 8), into: execution.images, labels: &labels)
      let key = TrainingStep(seed: trainer.seed, step: epoch - 1)
      execution.prepare(weights: weights)
      execution.forward(count: 8, weights: &weights, training: key)
      trainer.loss.evaluate(
        logits: execution.logits, labels: labels, count: 8, classes: 4, gradientScale: 1.0 / 8, values: nil,
        gradient: execution.logitGradients)
      execution.backward(count: 8, weights: &weights, weightGradients: &gradients, training: key)
      for tensor in layout.tensors {
        for i in tensor.offset..<tensor.offset + tensor.count {
          guard tensor.role.isTrainable else {
            exact[i] = Double(weights[i])
            continue
          }
          let d = Double(gradients[i]) + settings.weightDecay * exact[i]
          velocity[i] = epoch == 1 ? d : settings.momentum * velocity[i] + d
          exact[i] -= settings.learningRate * velocity[i]
          weights[i] = Float(exact[i])
        }
      }
    }
    return exact
  }

  /// Shifts are left out: they start at 0, where nothing decays.
  @Test("decay does not touch running statistics")
  func runningStatistics() throws {
    var decay = Self.settings
    decay.epochs = 1
    var none = decay
    none.weightDecay = 0
    let with = try TinyTraining.trainer(decay, images: 8, validation: nil)
    let without = try TinyTraining.trainer(none, images: 8, validation: nil)
    var first = with.start, second = without.start
    try with.train(&first, in: .threads(1))
    try without.train(&second, in: .threads(1))
    // The first forward pass, thus its statistics, comes before any decay.
    for tensor in with.network.layout.tensors where tensor.role != .batchNormShift {
      let range = tensor.offset..<tensor.offset + tensor.count
      #expect((first.weights.values[range] == second.weights.values[range]) == !tensor.role.isTrainable)
    }
  }

  private static func trainable(_ layout: WeightLayout) -> [Int] {
    layout.tensors.filter(\.role.isTrainable).flatMap { Array($0.offset..<$0.offset + $0.count) }
  }
}
