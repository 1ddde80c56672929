import Files
import Foundation
import Losses
import Models
import Robustness
import Settings
import TestSupport
import Testing

@testable import Training

@Suite("Methods of adversarial training")
struct AdversarialMethodTests {
  static let methods: [AdversarialMethod] = [.trades, .mart, .awp]

  static func settings(
    _ method: AdversarialMethod, epsilon: Double = 0.1, beta: Double? = nil, weights: Double? = nil,
    warmUp: Int? = nil, steps: Int? = 2
  ) -> TrainingSettings {
    var settings = TinyTraining.settings
    settings.adversarial = AdversarialTraining(
      attack: .pgd, epsilon: Epsilon(epsilon), steps: steps, method: method, beta: beta, weightPerturbation: weights,
      warmUp: warmUp)
    return settings
  }

  private static func trained(_ settings: TrainingSettings, threads: Int = 1) throws -> TrainingState {
    try AdversarialTrainingTests.trained(TinyTraining.trainer(settings), threads: threads)
  }

  @Test("any number of threads trains to the same bits, and otherwise than the standard does", arguments: methods)
  func threads(method: AdversarialMethod) throws {
    let one = try Self.trained(Self.settings(method))
    #expect(try Self.trained(Self.settings(method), threads: 3) == one)
    #expect(try Self.trained(Self.settings(.standard)) != one)
  }

  @Test("killed in an epoch and resumed, a run leaves the bytes of one that was not", arguments: methods)
  func resume(method: AdversarialMethod) throws {
    let settings = Self.settings(method, weights: method == .trades ? 0.01 : nil)
    try withTemporaryFolder { whole in
      _ = try TinyTraining.run(TinyTraining.trainer(settings), in: whole).run(in: .threads(1))
      try withTemporaryFolder { parts in
        let run = try TinyTraining.run(TinyTraining.trainer(settings), in: parts)
        #expect(throws: Interrupted.self) {
          _ = try run.run(in: TinyTraining.stopping(inEpoch: 2, atStep: 1), saveInterval: 0)
        }
        _ = try TinyTraining.run(TinyTraining.trainer(settings), in: parts).run(in: .threads(2))
        #expect(try TinyTraining.files(in: parts) == TinyTraining.files(in: whole))
      }
    }
  }

  @Test("weights that are moved by next to nothing train as the standard does, and so do those in the warm-up")
  func awpLimits() throws {
    // Ten steps of ε / 4 are the method's own, so they are given to both.
    let plain = try Self.trained(Self.settings(.standard))
    #expect(try Self.trained(Self.settings(.awp, warmUp: 3)).weights == plain.weights)
    #expect(try Self.trained(Self.settings(.awp, warmUp: 2)).weights != plain.weights)
    let near = try Self.trained(Self.settings(.awp, weights: 1e-9))
    let distance = zip(near.weights.values, plain.weights.values).map { abs($0 - $1) }.max()!
    #expect(distance < 1e-4)
  }

  /// The running statistics are those of both versions of the images.
  @Test("TRADES with β 0 learns from the images as they are alone")
  func tradesLimit() throws {
    let trades = try Self.trained(Self.settings(.trades, beta: 0)).weights
    var settings = TinyTraining.settings
    settings.adversarial = nil
    let plain = try Self.trained(settings).weights
    for tensor in plain.layout.tensors where tensor.role.isTrainable {
      let place = tensor.offset..<tensor.offset + tensor.count
      let deviation = zip(trades.values[place], plain.values[place]).map { abs($0 - $1) }.max()!
      #expect(deviation < 1e-4, "\(tensor.name)")
    }
  }

  @Test("the publications' numbers are the defaults")
  func defaults() {
    func training(_ method: AdversarialMethod) -> AdversarialTraining {
      AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.031), method: method)
    }
    let trades = training(.trades), mart = training(.mart), awp = training(.awp), standard = training(.standard)
    #expect(trades.beta == 6 && trades.loss == .divergence && trades.steps == 10)
    #expect(abs(trades.stepSize.value - 0.031 / 4) < 1e-12 && trades.weightPerturbation == nil)
    #expect(mart.beta == 5 && mart.loss == .crossEntropy && mart.steps == 10)
    #expect(awp.beta == nil && awp.weightPerturbation == 0.005 && awp.steps == 10)
    #expect(standard.method == nil && standard.steps == 7)
  }

  private func draft(_ change: (inout AdversarialTraining.Draft) -> Void) -> AdversarialTraining.Draft {
    var draft = AdversarialTraining.Draft()
    draft.epsilon = Epsilon(0.1)
    change(&draft)
    return draft
  }

  @Test("a method alone has PGD for its attack, and another method than the study's brings its own numbers")
  func drafts() throws {
    let trades = try draft { $0.method = .trades }.resolved(over: nil)
    #expect(trades == AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), method: .trades))
    let other = try draft { $0.method = .mart }.resolved(over: trades)
    #expect(other == AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), method: .mart))
    let same = try draft { $0.epsilon = Epsilon(0.2) }.resolved(over: trades)
    #expect(same.learning == .trades && same.beta == 6 && same.epsilon == Epsilon(0.2))
    // Its seven steps and its one step are not taken over.
    for attack in AdversarialTraining.Attack.allCases {
      let base = AdversarialTraining(attack: attack, epsilon: Epsilon(0.1))
      #expect(try draft { $0.method = .trades }.resolved(over: base) == trades)
    }
    let back = try draft { $0.method = .standard }.resolved(over: trades)
    #expect(back == AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1)))
  }

  @Test("what does not belong to the method is refused by its key")
  func refused() {
    for (key, change) in [
      (
        "attack",
        {
          $0.method = .trades; $0.attack = .fgsm
        }
      ),
      (
        "beta",
        {
          $0.method = .awp; $0.beta = 1
        }
      ),
      (
        "beta",
        {
          $0.attack = .pgd; $0.beta = 1
        }
      ),
      (
        "warm_up",
        {
          $0.method = .mart; $0.warmUp = 2
        }
      ),
      (
        "epsilon",
        {
          $0.method = .trades; $0.epsilon = nil
        }
      ),
    ] as [(String, (inout AdversarialTraining.Draft) -> Void)] {
      let error = #expect(throws: SettingError.self) { try draft(change).resolved(over: nil) }
      #expect(error?.key == key)
    }
  }

  @Test("words name the method and its numbers")
  func words() {
    let trades = AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), method: .trades)
    #expect("\(trades)" == "pgd at ε 0.1 by trades with β 6")
    let awp = AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0.1), method: .awp)
    #expect("\(awp)" == "fgsm at ε 0.1 by awp and weights moved by 0.005")
    #expect("\(AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1)))" == "pgd at ε 0.1")
  }

  @Test("JSON says the method and reads back the same", arguments: methods)
  func json(method: AdversarialMethod) throws {
    let settings = Self.settings(method, warmUp: method == .awp ? 1 : nil)
    let data = try StableJSON.encode(settings, pretty: false)
    #expect(String(decoding: data, as: UTF8.self).contains("\"method\":\"\(method.rawValue)\""))
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
  }

  @Test("a network trained so keeps under attack what a plain one loses", arguments: methods)
  func robustness(method: AdversarialMethod) throws {
    var plain = TrainingSettings(epochs: 8, batchSize: 16), hardened = plain
    plain.weightDecay = 0
    hardened.weightDecay = 0
    hardened.adversarial = AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.25), steps: 4, method: method)
    let before = try AdversarialTrainingTests.right(plain), after = try AdversarialTrainingTests.right(hardened)
    #expect(after.clean > 48 && after.attacked > before.attacked + 10, "\(before), \(after)")
  }
}
