import Datasets
import Files
import Foundation
import Losses
import Models
import Robustness
import TestSupport
import Testing

@testable import Training

@Suite("Adversarial training")
struct AdversarialTrainingTests {
  static let attacks = AdversarialTraining.Attack.allCases

  static func settings(
    _ attack: AdversarialTraining.Attack, epsilon: String = "0.1", loss: AdversarialTraining.Objective = .crossEntropy
  ) throws -> TrainingSettings {
    var settings = TinyTraining.settings
    settings.adversarial = AdversarialTraining(attack: attack, epsilon: try Epsilon(parsing: epsilon), loss: loss)
    return settings
  }

  static func trained(_ trainer: Trainer, threads: Int = 1) throws -> TrainingState {
    var state = trainer.start
    try trainer.train(&state, in: .threads(threads))
    return state
  }

  @Test("at ε = 0 it is plain training, bit by bit", arguments: attacks)
  func zero(attack: AdversarialTraining.Attack) throws {
    let plain = try Self.trained(TinyTraining.trainer())
    #expect(try Self.trained(TinyTraining.trainer(Self.settings(attack, epsilon: "0"))) == plain)
    #expect(try Self.trained(TinyTraining.trainer(Self.settings(attack, epsilon: "0.001"))) != plain)
  }

  @Test("any number of threads trains to the same bits", arguments: attacks)
  func threads(attack: AdversarialTraining.Attack) throws {
    let one = try Self.trained(TinyTraining.trainer(Self.settings(attack)))
    for threads in [2, 3] {
      #expect(try Self.trained(TinyTraining.trainer(Self.settings(attack)), threads: threads) == one)
    }
  }

  @Test("killed in an epoch and resumed, a run leaves the bytes of one that was not", arguments: attacks)
  func resume(attack: AdversarialTraining.Attack) throws {
    let settings = try Self.settings(attack)
    try withTemporaryFolder { whole in
      _ = try TinyTraining.run(TinyTraining.trainer(settings), in: whole).run(in: .threads(1))
      try withTemporaryFolder { parts in
        let run = try TinyTraining.run(TinyTraining.trainer(settings), in: parts)
        #expect(throws: Interrupted.self) {
          _ = try run.run(in: TinyTraining.stopping(inEpoch: 2, atStep: 1), saveInterval: 0)
        }
        #expect(FileManager.default.fileExists(atPath: run.resumePath))
        _ = try TinyTraining.run(TinyTraining.trainer(settings), in: parts).run(in: .threads(2))
        #expect(try TinyTraining.files(in: parts) == TinyTraining.files(in: whole))
      }
    }
  }

  @Test("every epoch has starts of its own")
  func epochs() throws {
    // One batch of all images against weights that stay, and an attack that stays where it starts.
    var settings = TrainingSettings(epochs: 2, batchSize: 32, learningRate: 0, weightDecay: 0)
    func change() throws -> Double {
      let history = try Self.trained(TinyTraining.trainer(settings, validation: nil)).history
      return abs(history[1].trainingLoss - history[0].trainingLoss)
    }
    // The order of the images alone: sums of other roundings.
    #expect(try change() < 1e-6)
    settings.adversarial = AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0.2), stepSize: Epsilon(0))
    #expect(try change() > 1e-3)
  }

  /// A change of one part of an attack.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (inout AdversarialTraining) throws -> Void
  }

  static let changes = [
    Change(testDescription: "attack") { ($0.attack, $0.steps) = (.fgsm, 1) },
    Change(testDescription: "epsilon") { $0.epsilon = Epsilon(0.2) },
    Change(testDescription: "steps") { $0.steps = 3 },
    Change(testDescription: "step_size") { $0.stepSize = Epsilon(0.1) },
    Change(testDescription: "loss") { $0.loss = .own },
  ]

  @Test("the state of a training under another attack is refused", arguments: changes)
  func identity(change: Change) throws {
    var settings = try Self.settings(.pgd)
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(settings), in: folder)
      #expect(throws: Interrupted.self) {
        _ = try run.run(in: .threads(1), saveInterval: 0, afterEpoch: { _ in throw Interrupted() })
      }
      try change.apply(&settings.adversarial!)
      let error = #expect(throws: FileError.self) {
        _ = try TinyTraining.run(TinyTraining.trainer(settings), in: folder).run(in: .threads(1))
      }
      #expect(error?.place == "settings.adversarial.\(change.testDescription)" && error?.path == run.resumePath)
    }
  }

  @Test("the attack climbs cross-entropy whatever the training descends, or the training's own loss if that is asked")
  func loss() throws {
    func trained(_ loss: Loss, _ objective: AdversarialTraining.Objective) throws -> TrainingState {
      try Self.trained(TinyTraining.trainer(Self.settings(.fgsm, loss: objective), loss: loss))
    }
    let smooth = Loss(.crossEntropy, labelSmoothing: 0.3)
    #expect(try trained(Loss(.crossEntropy), .own) == trained(Loss(.crossEntropy), .crossEntropy))
    #expect(try trained(smooth, .own) != trained(smooth, .crossEntropy))
    let attack = AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0.1))
    #expect(attack.climb(own: smooth) == .loss(.crossEntropy))
  }

  @Test(
    "steps are the publications' multiples of ε unless a length is given",
    arguments: [
      (.fgsm, nil, nil, 0.1, 1, 1.25 * 0.1), (.pgd, nil, nil, 0.1, 7, 2.5 * 0.1 / 7), (.pgd, 10, nil, 0.1, 10, 0.025),
      (.pgd, nil, 0.02, 0.1, 7, 0.02), (.fgsm, nil, 0.1, 0.1, 1, 0.1), (.fgsm, nil, nil, 1, 1, 1),
    ] as [(AdversarialTraining.Attack, Int?, Double?, Double, Int, Double)])
  func steps(
    attack: AdversarialTraining.Attack, asked: Int?, askedSize: Double?, epsilon: Double, steps: Int, size: Double
  ) {
    let adversarial = AdversarialTraining(
      attack: attack, epsilon: Epsilon(epsilon), steps: asked, stepSize: askedSize.map { Epsilon($0) })
    #expect(adversarial.steps == steps && abs(adversarial.stepSize.value - size) < 1e-15)
  }

  @Test("JSON says it as audit files do, and reads back the same; plain settings do not mention it")
  func json() throws {
    let settings = try TrainingSettings(
      adversarial: AdversarialTraining(attack: .pgd, epsilon: Epsilon(parsing: "8/255"), steps: 5, loss: .own))
    let data = try StableJSON.encode(settings, pretty: false), text = String(decoding: data, as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"adversarial":{"attack":"pgd","epsilon":"8/255","loss":"own","step_size":"0.01568627450980392","steps":5},"augmentation""#
      ))
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
    #expect(!String(decoding: try StableJSON.encode(TrainingSettings()), as: UTF8.self).contains("adversarial"))
  }

  /// Right answers of a trained network among 64 other images, as they are and after ten steps at ε = 0.25.
  static func right(_ settings: TrainingSettings) throws -> (clean: Int, attacked: Int) {
    let trainer = try TinyTraining.trainer(settings, images: 64, validation: nil)
    var state = try trained(trainer)
    let images = TinyImages.images(64, seed: 5), network = trainer.network, engine = Engine(threads: 1)
    let execution = Execution(network, batchSize: 64, purpose: .inference, engine: engine)
    let attack = BatchPerturbation(
      network, climb: .loss(.crossEntropy), epsilon: 0.25, step: 0.05, steps: 10, batchSize: 64, engine: engine)
    var labels = [Int32](repeating: 0, count: 64)
    images.fill(Array(0..<64), into: execution.images, labels: &labels)
    return state.weights.values.withUnsafeMutableBufferPointer { weights in
      let weights = weights.baseAddress!
      execution.prepare(weights: weights)
      func right() -> Int {
        execution.forward(count: 64, weights: weights)
        return (0..<64).count { Classifier.isCorrect(execution.logits + $0 * 4, classes: 4, label: labels[$0]) }
      }
      let clean = right()
      attack.prepare(weights: weights)
      attack.perturb(
        execution.images, labels: labels, indices: Array(0..<64), weights: weights, seed: 9, epoch: 1)
      return (clean, right())
    }
  }

  @Test("a network trained under attack keeps under attack what a plain one loses", arguments: attacks)
  func robustness(attack: AdversarialTraining.Attack) throws {
    var plain = TrainingSettings(epochs: 8, batchSize: 16), hardened = plain
    plain.weightDecay = 0
    hardened.weightDecay = 0
    hardened.adversarial = AdversarialTraining(
      attack: attack, epsilon: Epsilon(0.25), steps: attack == .pgd ? 4 : nil)
    let (before, after) = (try Self.right(plain), try Self.right(hardened))
    #expect(before.clean == 64 && after.clean == 64)
    #expect(after.attacked > before.attacked + 20)
  }
}
