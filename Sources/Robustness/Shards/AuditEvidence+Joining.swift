/// The evidence of shards as one.
extension AuditEvidence {
  /// Whether there is something of each of `count` images.
  func isWhole(_ count: Int) -> Bool {
    func isWhole(_ curve: CurveOutcome) -> Bool { curve.all.allSatisfy { $0.isWhole(count) } }
    return clean.count == count && cleanConfidence.count == count && labels.count == count && answers.count == count
      && cleanReplies.count == count
      && allCurves.allSatisfy(isWhole) && allCurves.allSatisfy { $0.smallest?.count ?? count == count }
      && again.allSatisfy { $0.correct.count == asked.count && $0.correct.allSatisfy { $0.count == count } }
  }

  /// Whether both are of the same attacks, losses and strengths, and of the same model and data.
  func hasForm(of other: AuditEvidence) -> Bool {
    func form(_ evidence: AuditEvidence) -> [[AnyHashable]] {
      func form(_ curve: CurveOutcome) -> [AnyHashable] {
        [
          curve.label, curve.all.map(\.epsilon), curve.all.map { $0.rounded != nil },
          curve.all.map { $0.reached != nil },
        ]
      }
      return evidence.curves.map(form) + evidence.parts.values.flatMap(\.self).map(form)
        + [
          evidence.again.map(\.label), evidence.selfTests.map(\.attack),
          [evidence.norm, evidence.classes, evidence.notes, evidence.notFinite, evidence.isTargeted],
          [evidence.noise?.epsilon, evidence.dataClasses, evidence.diameter],
        ]
    }
    return Set(form(self)) == Set(form(other)) && asked == other.asked
  }

  /// `shards` are all shards of an audit in their order, and have the same form.
  init(joining shards: [AuditEvidence]) {
    self = shards[0]
    clean = Shard.joined(shards.map(\.clean))
    cleanConfidence = Shard.joined(shards.map(\.cleanConfidence))
    cleanReplies = Shard.joined(shards.map(\.cleanReplies))
    labels = Shard.joined(shards.map(\.labels))
    answers = Shard.joined(shards.map(\.answers))
    curves = curves.indices.map { place in CurveOutcome(joining: shards.map { $0.curves[place] }) }
    for (name, own) in parts {
      parts[name] = own.indices.map { place in CurveOutcome(joining: shards.map { $0.parts[name]![place] }) }
    }
    isDeterministic = shards.allSatisfy(\.isDeterministic)
    again = again.indices.map { place in
      Again(
        label: again[place].label,
        correct: asked.indices.map { e in Shard.joined(shards.map { $0.again[place].correct[e] }) })
    }
    noise = noise.map { own in
      let all = shards.compactMap(\.noise)
      return NoiseComparison(
        epsilon: own.epsilon, images: all.reduce(0) { $0 + $1.images },
        brokenByNoise: all.reduce(0) { $0 + $1.brokenByNoise },
        brokenByAttacks: all.reduce(0) { $0 + $1.brokenByAttacks })
    }
    selfTests = selfTests.indices.map { place in
      SelfTest.Result(
        attack: selfTests[place].attack, images: shards.reduce(0) { $0 + $1.selfTests[place].images },
        survivors: shards.reduce(0) { $0 + $1.selfTests[place].survivors })
    }
    moreSteps = whatMoreStepsTook
  }
}

extension CurveOutcome {
  fileprivate init(joining shards: [CurveOutcome]) {
    self.init(
      label: shards[0].label,
      asked: shards[0].asked.indices.map { e in StrengthOutcome(joining: shards.map { $0.asked[e] }) },
      zero: StrengthOutcome(joining: shards.map(\.zero)),
      diameter: shards[0].diameter.map { _ in StrengthOutcome(joining: shards.compactMap(\.diameter)) },
      misclaims: shards.reduce(0) { $0 + $1.misclaims },
      smallest: shards[0].smallest.map { _ in Shard.joined(shards.compactMap(\.smallest)) })
  }
}

extension StrengthOutcome {
  func isWhole(_ count: Int) -> Bool {
    [correct, zeroGradient, reached, rounded?.correct, rounded?.reached].allSatisfy { $0?.count ?? count == count }
      && confidence.count == count && replies.count == count
  }

  fileprivate init(joining shards: [StrengthOutcome]) {
    func joined(_ list: (StrengthOutcome) -> [Bool]?) -> [Bool]? {
      list(shards[0]).map { _ in Shard.joined(shards.compactMap(list)) }
    }
    self.init(
      epsilon: shards[0].epsilon, correct: Shard.joined(shards.map(\.correct)),
      confidence: Shard.joined(shards.map(\.confidence)),
      // As one attack takes them on, image after image.
      maximumPerturbation: shards.map(\.maximumPerturbation).reduce(0, max),
      zeroGradient: Shard.joined(shards.map(\.zeroGradient)), reached: joined(\.reached),
      rounded: shards[0].rounded.map { _ in
        RoundedOutcome(correct: joined { $0.rounded?.correct }!, reached: joined { $0.rounded?.reached })
      }, replies: Shard.joined(shards.map(\.replies)),
      passes: shards[0].passes.map { _ in shards.compactMap(\.passes).reduce(.none, +) })
  }
}
