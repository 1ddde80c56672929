import Datasets
import Models
import Statistics
import Tensors

/// All that an audit has seen, for its figures and its checks.
struct AuditEvidence {
  var clean: [Bool]
  var cleanConfidence: [Float]
  /// What the model says of each image without attack.
  var cleanReplies: [Reply?] = []
  let norm: Norm
  /// The strengths asked for, in the order of asking.
  let asked: [Epsilon]
  /// The largest strength that means anything: from black to white.
  let diameter: Double
  /// The model's outputs.
  let classes: Int
  /// The classes of the data; `nil` where they are as many as the model's outputs.
  var dataClasses: Int?
  var labels: [UInt8] = []
  /// The class that the model gives each image without attack.
  var answers: [Int] = []
  /// Images with an output that is infinite or not a number.
  var notFinite = 0
  /// Whether attacks lead to a class.
  var isTargeted = false
  /// In the order in which the attacks were made.
  var curves: [CurveOutcome] = []
  /// The attacks that an attack consists of.
  var parts: [AttackName: [CurveOutcome]] = [:]

  /// What is odd about the model itself.
  var notes: [String] = []
  /// Whether the same images gave the same logits twice.
  var isDeterministic = true
  /// What twice as many steps left of curves that may be the strongest one: of that one alone, but in a shard.
  var again: [Again] = []
  /// What twice as many steps took from the strongest curve.
  var moreSteps: MoreSteps?
  var noise: NoiseComparison?
  /// One for each attack that searches.
  var selfTests: [SelfTest.Result] = []

  /// Which images a curve leaves right after twice as many steps, at each strength asked for.
  struct Again: Equatable {
    let label: AttackLabel
    let correct: [[Bool]]
  }

  struct MoreSteps: Equatable {
    let label: AttackLabel
    /// The largest loss of accuracy, and the strength at which it was.
    let drop: Double
    let epsilon: Double
  }

  struct NoiseComparison: Codable, Equatable {
    let epsilon: Double
    let images: Int
    let brokenByNoise: Int
    let brokenByAttacks: Int
  }

  /// Images of the comparison with noise: 100 draws for each are as many passes as a long PGD on every image.
  static let noiseImages = 200
  static let selfTestImages = 50

  /// The largest strength asked for that lets an attack move anything; `nil` where there is none.
  var largest: (place: Int, epsilon: Epsilon)? {
    let place = asked.indices.filter { asked[$0].value > 0 }.max { asked[$0].value < asked[$1].value }
    return place.map { ($0, asked[$0]) }
  }

  /// The middle one of the strengths that let an attack move anything, the smaller of two; `nil` where there is none.
  var middle: (place: Int, epsilon: Epsilon)? {
    let places = asked.indices.filter { asked[$0].value > 0 }.sorted { asked[$0].value < asked[$1].value }
    return places.isEmpty ? nil : (places[(places.count - 1) / 2], asked[places[(places.count - 1) / 2]])
  }

  var chance: Chance { Chance(labels: labels) }

  /// The curves of single attacks, in the order in which they were made.
  var singleCurves: [CurveOutcome] { curves.flatMap { parts[$0.label.attack] ?? [$0] } }

  /// Every curve, and those of the attacks that an attack consists of.
  var allCurves: [CurveOutcome] { curves + AttackName.allCases.flatMap { parts[$0] ?? [] } }

  /// Images right under every attack at the e-th strength asked for.
  func worst(_ e: Int) -> [Bool] { Self.all(clean, curves.map { $0.asked[e].correct }) }

  /// The outcome of all attacks together at the e-th strength asked for: right where every one leaves it right.
  func worstCase(_ e: Int) -> StrengthOutcome {
    let outcomes = curves.map { $0.asked[e] }, rounded = outcomes.compactMap(\.rounded)
    func any(_ reached: [[Bool]]) -> [Bool]? {
      reached.isEmpty ? nil : clean.indices.map { i in reached.contains { $0[i] } }
    }
    return StrengthOutcome(
      epsilon: asked[e].value, correct: worst(e), confidence: [],
      maximumPerturbation: outcomes.map(\.maximumPerturbation).max() ?? 0,
      zeroGradient: outcomes.map(\.zeroGradient).max { $0.count { $0 } < $1.count { $0 } } ?? [],
      reached: any(outcomes.compactMap(\.reached)),
      rounded: rounded.isEmpty
        ? nil
        : RoundedOutcome(correct: Self.all(clean, rounded.map(\.correct)), reached: any(rounded.compactMap(\.reached))))
  }

  private static func all(_ clean: [Bool], _ correct: [[Bool]]) -> [Bool] {
    correct.reduce(clean) { left, correct in zip(left, correct).map { $0 && $1 } }
  }
}

extension AuditEvidence {
  init(_ campaign: AttackCampaign, asked: [Epsilon], classNames: [String]?, dataClasses: Int?) {
    clean = campaign.clean
    cleanConfidence = campaign.cleanConfidence
    cleanReplies = campaign.unattacked.replies
    norm = campaign.norm
    self.asked = asked
    diameter = campaign.norm.diameter(of: campaign.images.shape.count)
    classes = campaign.classifier.network.classes
    self.dataClasses = dataClasses ?? classNames?.count
    labels = campaign.images.labels
    answers = campaign.unattacked.answers
    notFinite = campaign.wholePass.notFinite
    notes = campaign.wholePass.notes
    if let dataClasses = self.dataClasses, classes > dataClasses {
      notes.append("the model has \(classes) outputs for \(dataClasses) classes of data; chance is that of the data")
    }
    if let relabelling = Relabelling(
      labels: campaign.whole.labels, answers: campaign.wholePass.answers, classes: classes)
    {
      notes.append(relabelling.hint(names: classNames))
    }
  }

  /// Runs what the checks need beyond the attacks themselves. Only the comparison of logits is made without an attack that
  /// searches, and for attacks that lead to a class.
  mutating func gather(_ audit: Audit, _ campaign: AttackCampaign, _ losses: [ResolvedLoss]) throws {
    isDeterministic = campaign.repeatsLogits()
    let searches = audit.attacks.filter(\.searches)
    guard !searches.isEmpty, !isTargeted else { return }
    again = try doubled(audit, campaign, losses)
    moreSteps = whatMoreStepsTook
    guard let largest, campaign.wholePass.isRight.contains(true) else { return }
    noise = try comparedWithNoise(campaign, largest.place)
    let chosen = campaign.firstRight(Self.selfTestImages)
    selfTests = searches.filter { !$0.isReplay }.map { name in
      let attacks = name.attacks(audit.budget, through: losses.map(\.loss)).map(audit.planted)
      return SelfTest(epsilon: largest.epsilon.value).run(name, attacks, campaign, images: chosen)
    }
  }

  /// Attacks again, with twice the steps, what the strongest curve of the first attack that climbs has left right. Which
  /// one that is a shard does not know: it attacks again what each has left.
  private func doubled(_ audit: Audit, _ campaign: AttackCampaign, _ losses: [ResolvedLoss]) throws -> [Again] {
    let curves = campaign.shard == nil ? strongest.map { [$0] } ?? [] : climbing
    return try curves.enumerated().map { place, curve in
      let label = curve.label, loss = losses.first { $0.requested == label.requested }.map { [$0.loss] } ?? []
      let found = try campaign.search(
        audit.planted(label.attack.attacks(audit.budget.doubled, through: loss)[0]), label,
        stage: curves.count == 1 ? "more-steps" : "more-steps-\(place)", strengths: asked.map(\.value),
        candidates: survivors(of: curve))
      return Again(label: label, correct: found.outcomes.map(\.correct))
    }
  }

  /// The curves of the first attack that climbs.
  private var climbing: [CurveOutcome] {
    AttackName.allCases.filter(\.climbs).lazy.map { name in allCurves.filter { $0.label.attack == name } }
      .first { !$0.isEmpty } ?? []
  }

  private var strongest: CurveOutcome? {
    func right(_ curve: CurveOutcome) -> Int { curve.asked.reduce(0) { $0 + $1.right } }
    return climbing.min { right($0) < right($1) }
  }

  private func survivors(of curve: CurveOutcome) -> [[Bool]] {
    curve.asked.map { $0.epsilon > 0 ? $0.correct : clean.map { _ in false } }
  }

  /// What `again` says of the strongest curve.
  var whatMoreStepsTook: MoreSteps? {
    guard let strongest, let again = again.first(where: { $0.label == strongest.label }) else { return nil }
    let survivors = survivors(of: strongest)
    let drops = asked.indices.map { e in
      clean.isEmpty ? 0 : Double(survivors[e].count { $0 } - again.correct[e].count { $0 }) / Double(clean.count)
    }
    guard let worst = drops.indices.max(by: { drops[$0] < drops[$1] }) else { return nil }
    return MoreSteps(label: again.label, drop: drops[worst], epsilon: asked[worst].value)
  }

  /// Noise of the e-th strength asked for, on the first images that are right without attack.
  private func comparedWithNoise(_ campaign: AttackCampaign, _ e: Int) throws -> NoiseComparison {
    let chosen = campaign.firstRight(Self.noiseImages)
    var candidates = clean.map { _ in false }
    for i in chosen { candidates[i] = true }
    let epsilon = asked[e].value
    let underNoise = try campaign.search(
      UniformNoise(), nil, stage: "noise", strengths: [epsilon], candidates: [candidates])
    let underAttack = worst(e)
    return NoiseComparison(
      epsilon: epsilon, images: chosen.count, brokenByNoise: chosen.count { !underNoise.outcomes[0].correct[$0] },
      brokenByAttacks: chosen.count { !underAttack[$0] })
  }
}

extension AttackBudget {
  /// Twice the steps of every gradient attack.
  var doubled: AttackBudget {
    var budget = self
    budget.pgdSteps *= 2
    budget.iterations *= 2
    return budget
  }
}
