import Foundation
import Losses
import Robustness
import Testing

@testable import Training

@Suite("Losses of images as they are and attacked")
struct PairedLossTests {
  /// `fixtures/pytorch/methods.json`.
  struct Record: Decodable {
    let classes: Int
    let logits: [Double]
    let attackedLogits: [Double]
    let labels: [Int32]
    let trades: Batch
    let mart: Batch

    struct Batch: Decodable {
      let loss: Double
      let gradient: [Double]
      let attackedGradient: [Double]
    }

    static let shared = Result {
      let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/pytorch/methods.json")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Record.self, from: Data(contentsOf: path.standardized))
    }
  }

  private func paired(
    _ method: AdversarialMethod, loss: Loss = Loss(.crossEntropy), beta: Double? = nil
  ) throws -> PairedLoss {
    let training = AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), method: method, beta: beta)
    return try #require(PairedLoss(training, loss: loss, form: .training(normaliseScale: false)))
  }

  private func evaluate(
    _ paired: PairedLoss, _ plain: [Float], _ attacked: [Float], _ labels: [Int32], scale: Double = 1
  ) -> (values: [Double], plain: [Float], attacked: [Float]) {
    var values = [Double](repeating: -1, count: labels.count)
    var atPlain = [Float](repeating: -1, count: plain.count), atAttacked = atPlain
    paired.evaluate(
      plain: plain, attacked: attacked, labels: labels, count: labels.count, classes: plain.count / labels.count,
      gradientScale: scale, values: &values, plainGradient: &atPlain, attackedGradient: &atAttacked)
    return (values, atPlain, atAttacked)
  }

  /// Gradients are float32 numbers: 6e-8 of the largest that they were added from.
  @Test(
    "a batch's loss and gradients are those that the authors' code has in PyTorch",
    arguments: [.trades, .mart] as [AdversarialMethod])
  func agreement(method: AdversarialMethod) throws {
    let record = try Record.shared.get(), expected = method == .trades ? record.trades : record.mart
    let count = Double(record.labels.count)
    let found = evaluate(
      try paired(method), record.logits.map(Float.init), record.attackedLogits.map(Float.init), record.labels,
      scale: 1 / count)
    #expect(abs(found.values.reduce(0, +) / count - expected.loss) < 1e-9 * expected.loss)
    for (a, b) in zip(found.plain + found.attacked, expected.gradient + expected.attackedGradient) {
      #expect(abs(Double(a) - b) < 1e-6)
    }
  }

  /// Float32 logits are moved by 2⁻⁸, exactly; the values are float64. Truncation is of the order of step².
  @Test(
    "gradients are the slopes of the value, with any loss in the place of cross-entropy",
    arguments: [.trades, .mart] as [AdversarialMethod],
    [Loss(.crossEntropy, labelSmoothing: 0.1), Loss(TaylorGLO(parameters: [0.3, 0.5, -0.1, -1, 0.2, 2, 1, 0.4])!)])
  func slopes(method: AdversarialMethod, loss: Loss) throws {
    let paired = try paired(method, loss: loss, beta: 2), step: Float = 1.0 / 256
    let plain: [Float] = [0.5, -1, 0.25, 1], attacked: [Float] = [-0.5, 0.75, 0.125, 1.5]
    let found = evaluate(paired, plain, attacked, [2])
    func value(_ plain: [Float], _ attacked: [Float]) -> Double { evaluate(paired, plain, attacked, [2]).values[0] }
    for k in 0..<4 {
      var up = plain, down = plain
      up[k] += step
      down[k] -= step
      #expect(abs((value(up, attacked) - value(down, attacked)) / Double(2 * step) - Double(found.plain[k])) < 1e-4)
      (up, down) = (attacked, attacked)
      up[k] += step
      down[k] -= step
      #expect(abs((value(plain, up) - value(plain, down)) / Double(2 * step) - Double(found.attacked[k])) < 1e-4)
    }
  }

  @Test("TRADES of an image that the attack left is the loss alone")
  func unmoved() throws {
    let logits: [Float] = [0.5, -1, 0.25], found = evaluate(try paired(.trades), logits, logits, [1])
    var value = 0.0, gradient = logits
    Loss(.crossEntropy).evaluate(
      logits: logits, labels: [1], count: 1, classes: 3, values: &value, gradient: &gradient)
    #expect(abs(found.values[0] - value) < 1e-12 && found.plain == gradient)
    #expect(found.attacked.allSatisfy { abs($0) < 1e-7 })
  }

  @Test(
    "saturated logits have finite gradients, and a NaN is one in the value",
    arguments: [.trades, .mart] as [AdversarialMethod])
  func extremes(method: AdversarialMethod) throws {
    let paired = try paired(method)
    let found = evaluate(paired, [1000, 0, -1000], [-1000, 0, 1000], [0])
    #expect((found.plain + found.attacked).allSatisfy { $0.isFinite })
    #expect(evaluate(paired, [.nan, 0, 0], [0, 0, 1], [0]).values[0].isNaN)
    #expect(evaluate(paired, [0, 0, 1], [0, .nan, 1], [0]).values[0].isNaN)
  }

  @Test(
    "the methods that see the attacked images alone have none", arguments: [.standard, .awp] as [AdversarialMethod])
  func others(method: AdversarialMethod) {
    let training = AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), method: method)
    #expect(PairedLoss(training, loss: Loss(.crossEntropy), form: .published) == nil)
  }
}
