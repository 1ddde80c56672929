import Datasets
import Losses
import Models
import TestSupport
import Testing
import Training

@testable import LossEvolution
@testable import Robustness

@Suite("Candidate evaluation")
struct CandidateEvaluationTests {
  private let engine = Engine(threads: 1)
  private static let images = TinyImages.images(64, seed: 3)
  /// Its gradient points elsewhere than cross-entropy's in some images.
  static let candidate = Loss(TaylorGLO(parameters: [0, 0.5, 0, -2, 0, 3, 3, 0])!)

  private func survivors(_ classifier: Classifier, _ loss: AttackLoss, epsilon: Double = 0.1) -> [Bool] {
    FGSM(loss: loss, epsilons: [epsilon]).outcomes(classifier, on: Self.images, engine: engine) { _, _, _, _ in }[0]
      .correct
  }

  private func share(_ right: [Bool]) -> Double { Double(right.count { $0 }) / Double(right.count) }

  @Test(
    "the objective is what its definition, written out, counts", arguments: [candidate, Loss(.baikal)],
    [1, 2, 3] as [UInt64])
  func objectives(loss: Loss, seed: UInt64) throws {
    let trainer = Trainer(
      network: try TinyImages.network(), loss: loss,
      settings: try TinySearch.settings { $0.training.epochs = 3 }.training,
      training: TinySearch.training, validation: nil, seed: seed)
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    let classifier = Classifier(network: trainer.network, weights: state.weights)
    let clean = classifier.correct(on: Self.images, engine: engine)
    let own = survivors(classifier, .loss(loss)), crossEntropy = survivors(classifier, .crossEntropy)
    let dlr = survivors(classifier, .dlr)
    // Right clean, and under each of the three.
    let worst = share(clean.indices.map { clean[$0] && own[$0] && crossEntropy[$0] && dlr[$0] })
    let attacked = try pgd(classifier, TinySearch.settings(.pgd).epsilon!)
    for objective in EvolutionObjective.allCases {
      let (fitness, robust): (Double, Double?) =
        switch objective {
        case .accuracy: (share(clean), nil)
        case .fgsm:
          (share(clean.indices.map { clean[$0] && own[$0] }), share(clean.indices.map { clean[$0] && own[$0] }))
        case .worstOf: (worst, worst)
        case .pgd: (attacked, attacked)
        case .autoAttackLite: (try lite(classifier), try lite(classifier))
        case .area: (area(classifier, loss).mean, area(classifier, loss).last)
        case .tradeOff: (0.25 * share(clean) + 0.75 * worst, worst)
        }
      let settings = try TinySearch.settings(objective) { $0.cleanWeight = objective == .tradeOff ? 0.25 : nil }
      let evaluation = try TinySearch.evaluation(settings, validation: Self.images)
      let score = try evaluation.score(loss, epochs: 3, seeds: [seed], in: .threads(1))
      #expect(
        score
          == .init(
            fitness: fitness, validationAccuracy: share(clean), robustAccuracy: robust, outcome: .good, trainings: 1))
    }
  }

  /// The mean of the accuracies at quarters of ε by the trapezium rule, and the last of them. An image that fails at one
  /// strength counts at no larger one.
  private func area(_ classifier: Classifier, _ loss: Loss) -> (mean: Double, last: Double) {
    var right = classifier.correct(on: Self.images, engine: engine)
    var shares = [share(right)]
    for epsilon in [0.025, 0.05, 0.075, 0.1] {
      for loss in [AttackLoss.loss(loss), .crossEntropy, .dlr] {
        right = zip(right, survivors(classifier, loss, epsilon: epsilon)).map { $0 && $1 }
      }
      shares.append(share(right))
    }
    return ((shares[0] / 2 + shares[1] + shares[2] + shares[3] + shares[4] / 2) / 4, shares[4])
  }

  /// The worst case of an audit's APGD-CE and APGD-T with the steps and targets of the objective. There are four classes.
  private func lite(_ classifier: Classifier) throws -> Double {
    var audit = Audit(
      attacks: [.apgdCrossEntropy, .targetedAPGD], epsilons: [try TinySearch.settings(.pgd).epsilon!], losses: [])
    audit.budget.iterations = 10
    return try audit.run(classifier, own: nil, on: Self.images, in: .threads(1)).worstCase[0].accuracy
  }

  @Test("a part of the validation images is attacked where that is asked for, from every class")
  func attackImages() throws {
    let settings = try TinySearch.settings(.worstOf) { $0.attackImages = 8 }
    let evaluation = try TinySearch.evaluation(settings, validation: Self.images)
    #expect(evaluation.validation.count == 64 && evaluation.attacked.labels.sorted() == [0, 0, 1, 1, 2, 2, 3, 3])
    let score = try evaluation.score(Self.candidate, epochs: 1, seeds: [1], in: .threads(1))
    #expect((8 * score.fitness).rounded() == 8 * score.fitness && score.fitness == score.robustAccuracy)
  }

  /// The share of images that an audit's PGD of five steps leaves right in the worst case.
  private func pgd(_ classifier: Classifier, _ epsilon: Epsilon) throws -> Double {
    var audit = Audit(attacks: [.pgd], epsilons: [epsilon], losses: [.named(.crossEntropy), .named(.dlr)])
    audit.budget.pgdSteps = 5
    return try audit.run(classifier, own: nil, on: Self.images, in: .threads(1)).worstCase[0].accuracy
  }

  @Test("partial training uses as many images as are asked for, from every class, whatever their order")
  func trainingImages() throws {
    let images = TinySearch.training
    let inClassOrder = images.subset(images.labels.indices.sorted { images.labels[$0] < images.labels[$1] })
    let settings = try TinySearch.settings { $0.trainingImages = 8 }
    let part = try TinySearch.evaluation(settings, training: inClassOrder).training
    #expect(part.labels == [0, 0, 1, 1, 2, 2, 3, 3])
  }

  @Test("a training that diverges scores 0")
  func divergence() throws {
    let settings = try TinySearch.settings(.fgsm) { $0.training.learningRate = 1e30 }
    let score = try TinySearch.evaluation(settings)
      .score(Self.candidate, epochs: 1, seeds: [1, 2], in: .threads(1))
    #expect(score == .init(fitness: 0, validationAccuracy: 0, outcome: .diverged, trainings: 2))
  }

  @Test("check stops a training at its next step")
  func check() throws {
    let evaluation = try TinySearch.evaluation(TinySearch.settings()), checks = Checks(limit: 2)
    #expect(throws: Checks.Interrupted.self) {
      try evaluation.score(Self.candidate, epochs: 9, seeds: [1], in: checks.context())
    }
    #expect(checks.total == 3)
  }
}
