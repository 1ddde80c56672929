public import Datasets
public import Models
import Statistics

/// Measures how a model's accuracy falls under damage that no adversary chose.
public struct DamageAudit: Sendable {
  public var kinds: [DamageKind]
  public var seed: UInt64
  /// Draws of each strength of weight damage. Corruptions are drawn once: an image each is luck enough to average over.
  public var draws = 3

  public init(kinds: [DamageKind], seed: UInt64) {
    self.kinds = kinds
    self.seed = seed
  }

  /// What its progress counts is evaluations of the images.
  public func run(_ classifier: Classifier, on images: ImageSet, in context: JobContext) throws -> DamageReport {
    let damaged = DamagedExecution(classifier, images: images, engine: context.engine)
    let total = 1 + kinds.reduce(0) { $0 + evaluations($1) }
    var done = 0
    func count(_ evaluate: () -> Int) throws -> Int {
      let correct = evaluate()
      done += 1
      try context.proceed(JobProgress("damaging", done: done, of: total))
      return correct
    }
    let clean = try count { damaged.correct() }
    let curves = try kinds.map { kind in
      switch kind {
      case .images(let name):
        let points = try name.parameters.enumerated().map { place, parameter in
          let corruption = Corruption(name, severity: place + 1)
          return DamagePoint(
            severity: place + 1, parameter: parameter, correct: try count { damaged.correct(corruption, seed: seed) },
            total: images.count)
        }
        return DamageCurve(damage: kind.name, target: .images, quantity: kind.quantity, points: points)
      case .weights(let name):
        let points = try name.strengths.map { strength in
          let draws = try (0..<draws).map { draw in
            let weights = WeightDamage(name, seed: seed, draw: draw).damaged(classifier.weights, strength: strength)
            return try count { damaged.correct(weights: weights) }
          }
          return DamagePoint(strength: strength, draws: draws, total: images.count)
        }
        return DamageCurve(damage: kind.name, target: .weights, quantity: kind.quantity, points: points)
      }
    }
    let classes = classifier.network.classes, present = Set(images.labels).count
    return DamageReport(
      total: images.count, clean: Accuracy(correct: clean, total: images.count), curves: curves,
      settings: .init(
        seed: seed, draws: draws, classes: classes, presentClasses: present < classes ? present : nil))
  }

  private func evaluations(_ kind: DamageKind) -> Int {
    switch kind {
    case .images(let name): name.parameters.count
    case .weights(let name): name.strengths.count * draws
    }
  }
}
