import Losses
import Models
import TestSupport
import Testing

@testable import Training

@Suite("Training with implicit label smoothing")
struct ImplicitSmoothingTrainingTests {
  /// One step an epoch, so that the history has the loss of every step. Float32 rounds at 6e-8, and fifty steps do not
  /// amplify that to the bound.
  @Test(
    "a TaylorGLO loss with label smoothing and the one that absorbs it train to the same losses for 50 steps",
    arguments: [0.1, 0.3], [false, true])
  func sameLosses(alpha: Double, normalises: Bool) throws {
    let loss = TaylorGLO(parameters: [0.3, 0.5, -0.1, -1, 0.2, 2, 1, 0.4])!
    let settings = TrainingSettings(epochs: 50, batchSize: 32, learningRate: 0.05, normaliseScale: normalises)
    func history(_ loss: Loss) throws -> [EpochRecord] {
      try AdversarialTrainingTests.trained(TinyTraining.trainer(settings, loss: loss, validation: nil)).history
    }
    let smoothed = try history(Loss(loss, labelSmoothing: alpha))
    let absorbed = try history(Loss(loss.absorbing(labelSmoothing: alpha, classes: 4)))
    #expect(smoothed.count == 50)
    for (a, b) in zip(smoothed, absorbed) { #expect(abs(a.trainingLoss - b.trainingLoss) < 1e-5, "epoch \(a.epoch)") }
    #expect(smoothed[49].trainingLoss < smoothed[0].trainingLoss - 0.01)
    #expect(try history(Loss(loss))[49].trainingLoss != smoothed[49].trainingLoss)
  }
}
