import Charts
import Datasets
import Files
import LossEvolution
import LossLandscapes
import Losses
import Models
import Robustness
import Testing
import Training

@testable import Studies

@Suite("Reading an audit file")
struct AuditFileReadingTests {
  @Test("what is left out has the documented default")
  func defaults() throws {
    let audit = try AuditFile.parse("losses: [cross-entropy]", path: "audit.yaml")
    #expect(audit.name == "audit" && audit.architecture == .allCNNMini && audit.seeds == [1])
    #expect(audit.dataset == .init() && audit.dataset.name == .fashionMNIST && audit.dataset.validation == 1000)
    #expect(audit.training == TrainingSettings())
    #expect(
      audit.attack.attacks == [.fgsm] && audit.attack.losses.map(\.description) == ["own", "cross-entropy", "dlr"])
    #expect(audit.attack.epsilons.map(\.text) == ["0", "1/255", "2/255", "4/255", "8/255", "16/255"])
    #expect(audit.attack.norm == .linf && audit.attack.budget == AttackBudget())
    #expect(audit.attack.limit == nil && audit.slices.limit == nil && audit.slices.seed == 1)
    #expect(audit.slices.oneDimensional == .init(points: 51, range: -1...1))
    #expect(audit.slices.twoDimensional.points == 0)
    #expect(audit.executor == .local && audit.formats == [.png])
    #expect(
      audit.losses == [
        .init(
          name: "cross-entropy", origin: .given(Loss(.crossEntropy)), training: TrainingSettings())
      ])
  }

  @Test("every key is read")
  func everyKey() throws {
    let audit = try AuditFile.parse(AuditTexts.everyKey, path: "folder/audit.yaml")
    #expect(audit.name == "full" && audit.seeds == [3, 18_446_744_073_709_551_615])
    #expect(audit.dataset.name == .mnist && audit.dataset.folder?.hasSuffix("/folder/digits") == true)
    #expect(audit.dataset.training == 500 && audit.dataset.validation == 50 && audit.dataset.test == 60)
    let training = TrainingSettings(
      epochs: 7, batchSize: 32, learningRate: 0.01, momentum: 0.8, weightDecay: 0.002,
      schedule: StepSchedule(dropAfter: [3, 5], factor: 0.2),
      augmentation: Augmentation(horizontalFlip: true, cropPadding: 2, cutout: 6), initialisation: .pytorch,
      normaliseScale: true,
      dropout: 0.2,
      adversarial: AdversarialTraining(
        attack: .pgd, epsilon: try .init(parsing: "8/255"), steps: 5, stepSize: try .init(parsing: "2/255"), loss: .own)
    )
    #expect(
      audit.dataset.normalisation == .given(Normalisation(mean: [0.5], standardDeviation: [0.25]))
        && audit.architecture == .wideResNet(depth: 10, widening: 1))
    #expect(audit.training == training)
    #expect(audit.losses.map(\.name) == ["mse", "smooth", "evolved"])
    #expect(audit.losses.map(\.labelSmoothing) == [0.1, 0.2, 0.3])
    var own = training
    own.epochs = 9
    #expect(audit.losses[1].origin == .given(Loss(.baikal, labelSmoothing: 0.2)) && audit.losses[1].training == own)
    #expect(audit.losses[2].training == training)
    var partial = training
    (partial.epochs, partial.schedule.dropAfter, partial.batchSize) = (1, [], 16)
    let search = EvolutionSettings(
      objective: .worstOf, epsilon: try .init(parsing: "8/255"), order: 2, populationSize: 6, generations: 5,
      sigma: 0.7, invariant: .paper, training: partial, trainingImages: 400, initialisations: 2, freshSeeds: true,
      retries: 3, retryBelow: 0.2, retryEpoch: 4, finalists: 4, finalistSeeds: 5, finalistEpochs: 6)
    #expect(audit.losses[2].origin == .evolved(search, seed: 11, labelSmoothing: 0.3))
    #expect(
      audit.attack.losses == [.own, .named(.loss(Loss(.baikal)))] && audit.attack.epsilons.map(\.value) == [0, 1.5])
    #expect(
      audit.attack.norm == .l2
        && audit.attack.budget == AttackBudget(pgdSteps: 5, pgdRestarts: 2, iterations: 6, queries: 7))
    #expect(audit.attack.limit == 70 && audit.slices.limit == 80 && audit.slices.seed == 4)
    #expect(audit.slices.oneDimensional == .init(points: 21, range: -2...0.5))
    #expect(audit.slices.twoDimensional == .init(points: 5, range: -1...1))
  }

  @Test("extra images are svhn's alone, and none unless asked for")
  func extra() throws {
    func extra(_ dataset: String) throws -> Bool? {
      try AuditFile.parse("losses: [mse]\ndataset: {\(dataset)}", path: "audit.yaml").dataset.extra
    }
    #expect(try extra("name: svhn, extra: true") == true && extra("name: svhn") == false)
    #expect(try extra("name: cifar-10") == nil)
  }

  @Test("an evolution without keys of its own has those of `evolution`, then the defaults")
  func sharedEvolution() throws {
    let audit = try AuditFile.parse(
      """
      training: {epochs: 30, schedule: {drop_after: [20]}, batch_size: 64}
      evolution: {generations: 3, objective: fgsm, epsilon: 0.1}
      losses: [{name: a, evolve: {}}, {name: b, evolve: {generations: 9, objective: accuracy}}]
      """, path: "audit.yaml")
    let (a, b) = (try #require(audit.losses[0].evolution), try #require(audit.losses[1].evolution))
    #expect(a.generations == 3 && a.objective == .fgsm && b.generations == 9 && b.objective == .accuracy)
    // Partial training is the study's, cut to two epochs at one rate.
    #expect(a.training.epochs == 2 && a.training.schedule.dropAfter == [] && a.training.batchSize == 64)
  }

  @Test("a loss's label smoothing: its own, else its training's, else the study's")
  func labelSmoothing() throws {
    let audit = try AuditFile.parse(
      """
      training: {label_smoothing: 0.1}
      losses:
      - mse
      - {name: a, loss: mse, training: {label_smoothing: 0.2}}
      - {name: b, loss: mse, label_smoothing: 0, training: {label_smoothing: 0.2}}
      """, path: "audit.yaml")
    #expect(audit.losses.map(\.labelSmoothing) == [0.1, 0.2, 0])
  }

  @Test("a recipe's settings are overridden key by key, by the study's, then by a loss's")
  func recipe() throws {
    let audit = try AuditFile.parse(
      """
      architecture: wrn-10-1
      training: {recipe: paper/wrn, epochs: 30, schedule: {drop_after: [20]}, augmentation: {cutout: 16}}
      losses:
      - mse
      - {name: a, loss: mse, training: {learning_rate: 0.01, augmentation: {horizontal_flip: false, cutout: 0}}}
      - {name: b, loss: mse, training: {recipe: paper/preresnet-20, epochs: 7}}
      - {name: c, evolve: {training: {batch_size: 64}}}
      - {name: d, evolve: {training: {epochs: 5}}}
      """, path: "audit.yaml")
    var study = RecipeName.wideResNet.settings
    (study.epochs, study.schedule.dropAfter, study.augmentation.cutout) = (30, [20], 16)
    #expect(study.schedule.factor == 0.2 && study.dropout == 0.3 && study.augmentation.cropPadding == 4)
    #expect(audit.training == study && audit.losses[0].training == study)
    var own = study
    (own.learningRate, own.augmentation) = (0.01, Augmentation(cropPadding: 4))
    #expect(audit.losses[1].training == own)
    var other = RecipeName.preResNet20.settings
    other.epochs = 7
    #expect(audit.losses[2].training == other)
    // Partial training: the recipe's tenth, at one rate.
    var partial = study
    (partial.epochs, partial.schedule.dropAfter, partial.batchSize) = (20, [], 64)
    #expect(audit.losses[3].evolution?.training == partial)
    #expect(audit.losses[4].evolution?.training.epochs == 5)
  }

  @Test("an evolution that names no objective is robust where it has an ε, and for accuracy where it has none")
  func objectives() throws {
    let audit = try AuditFile.parse(
      """
      losses:
      - {name: plain, evolve: {}}
      - {name: robust, evolve: {epsilon: 8/255}}
      - {name: named, evolve: {epsilon: 8/255, objective: accuracy}}
      """, path: "audit.yaml")
    #expect(audit.losses.map { $0.evolution?.objective } == [.accuracy, .usual(isRobust: true), .accuracy])
    #expect(audit.losses.map { $0.evolution?.epsilon?.text } == [nil, "8/255", nil])
  }

  @Test("an attack in training holds for every loss and evolution, and is overridden key by key")
  func adversarial() throws {
    let audit = try AuditFile.parse(
      """
      training: {adversarial: {attack: pgd, epsilon: 0.1, steps: 3, step_size: 0.05}}
      losses:
      - mse
      - {name: own, loss: mse, training: {recipe: paper/preresnet-20, adversarial: {loss: own}}}
      - {name: weak, loss: mse, training: {adversarial: {epsilon: 4/255}}}
      - {name: fast, loss: mse, training: {adversarial: {attack: fgsm}}}
      - {name: found, evolve: {training: {adversarial: {steps: 2}}}}
      """, path: "audit.yaml")
    let study = AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), steps: 3, stepSize: Epsilon(0.05))
    var own = study
    own.loss = .own
    #expect(audit.training.adversarial == study)
    // The usual length of a step, where it is another attack.
    #expect(
      audit.losses.map(\.training.adversarial) == [
        study, own, AdversarialTraining(attack: .pgd, epsilon: try Epsilon(parsing: "4/255"), steps: 3),
        AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0.1)), study,
      ])
    #expect(
      audit.losses[4].evolution?.training.adversarial
        == AdversarialTraining(attack: .pgd, epsilon: Epsilon(0.1), steps: 2))
    #expect(try AuditFile.parse(audit.yaml(), path: "audit.yaml") == audit)
    #expect(try AuditFile.parse("losses: [mse]", path: "audit.yaml").training.adversarial == nil)
  }

  @Test("the published rule for retries can be stated")
  func retries() throws {
    let audit = try AuditFile.parse(
      "losses: [{name: a, evolve: {retries: 2, retry_below: 0.15, retry_epoch: 10, fresh_seeds: true, generations: 100}}]",
      path: "audit.yaml")
    let evolve = try #require(audit.losses[0].evolution)
    #expect(evolve.retries == 2 && evolve.retryBelow == 0.15 && evolve.retryEpoch == 10)
    #expect(evolve.freshSeeds && evolve.generations == 100)
  }

  @Test("normalisation: usual where nothing is said, measured, or given")
  func normalisation() throws {
    func source(_ text: String) throws -> NormalisationSource? {
      try AuditFile.parse("losses: [mse]\ndataset: {\(text)}", path: "audit.yaml").dataset.normalisation
    }
    #expect(try source("") == nil && source("normalisation: measured") == .measured)
    #expect(
      try source("normalisation: {mean: [0.1, 0], std: [1, 2e-1]}")
        == .given(Normalisation(mean: [0.1, 0], standardDeviation: [1, 0.2])))
  }
}
