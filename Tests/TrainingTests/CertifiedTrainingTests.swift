import Datasets
import Files
import Foundation
import Losses
import Models
import Robustness
import Settings
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("Certified training")
struct CertifiedTrainingTests {
  typealias Sample = CertifiedTrainings

  @Test("it proves images that plain training leaves open, and its training accuracy is the share that it proves")
  func proves() throws {
    let images = TinyImages.images(64, seed: 5)
    var plain = Sample.settings(epsilon: 0.15, epochs: 12)
    plain.certified = nil
    plain.certifiedEpsilon = nil
    let certified = try Sample.trained(Sample.trainer(Sample.settings(epsilon: 0.15, epochs: 12)))
    let proved = try Sample.proved(certified, images, epsilon: 0.15).count { $0 }
    let before = try Sample.proved(Sample.trained(Sample.trainer(plain)), images, epsilon: 0.15).count { $0 }
    #expect(proved > 60 && before < proved - 20)
    #expect(certified.history.last!.trainingAccuracy > 0.9)
  }

  @Test("any number of threads, and a stop between epochs, lead to the same bits")
  func bits() throws {
    let trainer = try Sample.trainer(Sample.settings(epsilon: 0.1, epochs: 4))
    let whole = try Sample.trained(trainer)
    #expect(try Sample.trained(trainer, threads: 3) == whole)
    var parts = trainer.start
    #expect(throws: Interrupted.self) {
      try trainer.train(&parts, in: .threads(1)) { if $0.history.count == 2 { throw Interrupted() } }
    }
    try trainer.train(&parts, in: .threads(2))
    #expect(parts == whole)
  }

  @Test(
    "boxes are empty at first, then grow evenly while the loss of images themselves falls to a half",
    arguments: [
      (10, nil, 0, 0, 1), (10, nil, 1, 0, 1), (10, nil, 3.5, 0.05, 0.75), (10, nil, 6, 0.1, 0.5),
      (10, nil, 9.9, 0.1, 0.5), (10, 2, 2, 0.05, 0.75), (10, 0, 0.99, 0, 1), (10, 0, 1, 0.1, 0.5),
      (1, nil, 0, 0.1, 0.5),
      (2, nil, 0.5, 0.05, 0.75), (40, nil, 12, 0.05, 0.75),
    ] as [(Int, Int?, Double, Double, Double)])
  func schedule(epochs: Int, ramp: Int?, after: Double, epsilon: Double, kappa: Double) {
    let settings = Sample.settings(epsilon: 0.1, epochs: epochs, ramp: ramp)
    let strength = settings.certification!.strength(after: after)
    #expect(abs(strength.epsilon - epsilon) < 1e-12 && abs(strength.kappa - kappa) < 1e-12)
  }

  @Test("every number of epochs has one with boxes of the full size", arguments: 1...60)
  func full(epochs: Int) {
    let certified = Sample.settings(epsilon: 0.1, epochs: epochs).certification!
    #expect(certified.isFull(inEpoch: epochs) && certified.strength(after: Double(epochs - 1)).kappa == 0.5)
  }

  @Test("no epoch before boxes have their full size is the best one")
  func best() throws {
    let validation = TinyImages.images(16, seed: 2)
    let trainer = try Sample.trainer(Sample.settings(epsilon: 0.4, epochs: 6), validation: validation)
    let state = try Sample.trained(trainer)
    // One epoch without boxes, three in which they grow.
    #expect(state.best!.epoch >= 5)
    #expect(state.history.count == 6)
  }

  /// A change of the settings, and the words of its error.
  struct Misfit: Sendable, CustomTestStringConvertible {
    var key: String
    var expected: String
    var architecture = ArchitectureName.allCNNMini
    var change: @Sendable (inout TrainingSettings) -> Void = { _ in }
    var testDescription: String { "\(key): \(expected)" }
  }

  static let misfits = [
    Misfit(key: "certified_epsilon", expected: "how far a pixel may move, such as 0.1, since certified is ibp") {
      $0.certifiedEpsilon = nil
    },
    Misfit(key: "certified", expected: "ibp, since an ε is set for it") { $0.certified = nil },
    Misfit(key: "certified", expected: "ibp, since a ramp is set for it") {
      ($0.certified, $0.certifiedEpsilon, $0.certifiedRamp) = (nil, nil, 2)
    },
    Misfit(key: "certified", expected: "nothing beside an attack in training") {
      $0.adversarial = AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0.1))
    },
    Misfit(
      key: "architecture", expected: "one without batch normalisation, since certified is ibp",
      architecture: .preResNet(depth: 20)),
    Misfit(
      key: "certified_ramp", expected: "4 or less, so that boxes have their full size in the last of 6 epochs"
    ) { $0.certifiedRamp = 5 },
  ]

  @Test("what does not go together is refused by its key", arguments: misfits)
  func misfit(misfit: Misfit) throws {
    var settings = Sample.settings(epsilon: 0.1)
    try settings.requireFit(to: .allCNNMini)
    misfit.change(&settings)
    let error = #expect(throws: SettingError.self) { try settings.requireFit(to: misfit.architecture) }
    #expect(error?.key == misfit.key && error?.expected == misfit.expected)
  }

  @Test("every architecture without batch normalisation has interval bounds, and the others have none")
  func architectures() throws {
    for (name, side) in [
      ("all-cnn-mini", 28), ("all-cnn-c", 32), ("all-cnn-c-fumanchu", 32), ("cnn-mnist", 28), ("alexnet", 32),
      ("preresnet-8", 32), ("wrn-10-1", 32),
    ] {
      let architecture = try ArchitectureName(parsing: name)
      let network = try architecture.network(
        input: .init(height: side, width: side, channels: 1), classes: 10, mean: [0], standardDeviation: [1])
      #expect(((try? network.graph!.withIntervals().network()) == nil) == architecture.normalisesBatches)
    }
  }

  @Test("JSON says it in an audit file's words, and reads back the same; plain settings do not mention it")
  func json() throws {
    let settings = Sample.settings(epsilon: 0.1, ramp: 3)
    let data = try StableJSON.encode(settings, pretty: false), text = String(decoding: data, as: UTF8.self)
    #expect(text.contains(#""certified":"ibp","certified_epsilon":"0.1","certified_ramp":3"#))
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
    #expect(!String(decoding: try StableJSON.encode(TrainingSettings()), as: UTF8.self).contains("certified"))
  }

  @Test("a recipe leaves it as it is")
  func recipe() {
    var draft = TrainingDraft()
    draft.settings = Sample.settings(epsilon: 0.1, ramp: 3)
    draft.recipe = .allCNNC
    #expect(draft.settings.certified == .ibp && draft.settings.certifiedEpsilon == Epsilon(0.1))
    #expect(draft.settings.certifiedRamp == 3 && draft.settings.epochs == 350)
  }
}
