import Files

extension Audit {
  /// Makes every attack, by its kind: first the sweeps, then the searches through the losses, then what goes on with the
  /// images that are still right. Every curve is appended to `evidence`.
  ///
  /// Throws where ε = 0 does not leave every prediction as it was.
  func attack(
    _ campaign: AttackCampaign, _ losses: [ResolvedLoss], _ evidence: inout AuditEvidence
  ) throws {
    if !attacks.contains(where: { !$0.searches }) { try requireIdentity(campaign, losses) }
    // Led to one class, an attack need not break what it might paint.
    let diameter = target == nil ? evidence.diameter : nil
    var former: [StrengthOutcome]?, tried: [AttackName] = []
    for name in attacks.enumerated().sorted(by: { ($0.element.turn, $0.offset) < ($1.element.turn, $1.offset) })
      .map(\.element)
    {
      switch name.kind {
      case .sweep:
        evidence.curves += try throughEach(losses, name) { loss, label, _ in
          let curve = campaign.sweep(loss.loss, label, asked: epsilons.map(\.value), diameter: diameter)
          try Self.requireIdentity(curve.zero, campaign.clean, loss.requested)
          return curve
        }
      case .search(let make):
        evidence.curves += try throughEach(losses, name) { loss, label, place in
          try everyImage(
            make(loss.loss, budget), label, stage: "\(name.rawValue)-\(place)", campaign, diameter: diameter)
        }
      case .climb(_, let make) where target != nil:
        // An image that is wrong, or that another attack has led to the target, says as much as any other.
        evidence.curves.append(
          try everyImage(make(budget), AttackLabel(name), stage: name.rawValue, campaign, diameter: nil))
      case .climb, .hunt:
        evidence.curves.append(try goOn(name, stage: name.rawValue, campaign, &former, after: tried))
      case .nearest(_, _, let make):
        evidence.curves.append(try nearest(make(budget), name, campaign, &former))
      case .replay(_, let make) where target != nil:
        evidence.curves.append(
          try everyImage(make(budget), AttackLabel(name), stage: name.rawValue, campaign, diameter: nil))
      case .replay:
        // What it breaks is not kept from the others: the checks ask what they leave to it.
        var none: [StrengthOutcome]?
        evidence.curves.append(try goOn(name, stage: name.rawValue, campaign, &none, after: []))
      case .sequence(_, let names):
        let parts = try names.enumerated().map {
          try goOn($1, stage: "\(name.rawValue)-\($1.rawValue)", campaign, &former, after: tried + names.prefix($0))
        }
        evidence.curves.append(CurveOutcome(AttackLabel(name), parts: parts))
        evidence.parts[name] = parts
      }
      tried += name.parts
    }
  }

  /// One curve for each loss. One loss may have two names, as cross-entropy does where it is the model's own: it is
  /// attacked through once. `place` is that of the loss among those asked for.
  private func throughEach(
    _ losses: [ResolvedLoss], _ name: AttackName,
    _ make: (_ loss: ResolvedLoss, _ label: AttackLabel, _ place: Int) throws -> CurveOutcome
  ) throws -> [CurveOutcome] {
    var known: [AttackLoss: CurveOutcome] = [:]
    return try losses.enumerated().map { place, loss in
      let label = AttackLabel(name, through: loss.requested)
      let curve = try known[loss.loss] ?? make(loss, label, place)
      known[loss.loss] = curve
      return curve.labelled(label)
    }
  }

  /// An attack that counts every image, right or wrong before.
  private func everyImage(
    _ attack: any Attack, _ label: AttackLabel, stage: String, _ campaign: AttackCampaign, diameter: Double?
  ) throws -> CurveOutcome {
    let strengths = epsilons.map(\.value) + [0] + (diameter.map { [$0] } ?? [])
    let found = try campaign.search(
      planted(attack), label, stage: stage, strengths: strengths,
      candidates: strengths.map { _ in campaign.clean.map { _ in true } })
    return CurveOutcome(
      label: label, asked: Array(found.outcomes.prefix(epsilons.count)), zero: found.outcomes[epsilons.count],
      diameter: diameter.map { _ in found.outcomes[epsilons.count + 1] }, misclaims: found.misclaims)
  }

  /// An attack with an objective of its own, on the images that the `former` attacks of its kind have left.
  private func goOn(
    _ name: AttackName, stage: String, _ campaign: AttackCampaign, _ former: inout [StrengthOutcome]?,
    after tried: [AttackName]
  ) throws -> CurveOutcome {
    let label = AttackLabel(name)
    let strengths = epsilons.map(\.value) + [0]
    let found = try campaign.search(
      planted(name.attacks(budget, through: [], after: tried)[0]), label, stage: stage, strengths: strengths,
      candidates: former?.map(\.isLeft) ?? strengths.map { _ in campaign.clean }, after: former)
    former = found.outcomes
    return CurveOutcome(
      label: label, asked: Array(found.outcomes.dropLast()), zero: found.outcomes.last!, diameter: nil,
      misclaims: found.misclaims)
  }

  /// An attack whose one run tells the outcome at every strength, on the images that the `former` attacks have left.
  private func nearest(
    _ attack: any Attack, _ name: AttackName, _ campaign: AttackCampaign, _ former: inout [StrengthOutcome]?
  ) throws -> CurveOutcome {
    let label = AttackLabel(name)
    let found = try campaign.findNearest(
      planted(attack), label, stage: name.rawValue, strengths: epsilons.map(\.value) + [0], after: former)
    former = found.outcomes
    return CurveOutcome(
      label: label, asked: Array(found.outcomes.dropLast()), zero: found.outcomes.last!, diameter: found.diameter,
      misclaims: found.misclaims, smallest: found.sizes)
  }

  /// Where no sweep was asked for, each loss is still held to ε = 0.
  private func requireIdentity(_ campaign: AttackCampaign, _ losses: [ResolvedLoss]) throws {
    for loss in losses {
      let label = AttackLabel(.fgsm, through: loss.requested)
      let curve = campaign.sweep(loss.loss, label, asked: [], diameter: nil)
      try Self.requireIdentity(curve.zero, campaign.clean, loss.requested)
    }
  }

  private static func requireIdentity(_ zero: StrengthOutcome, _ clean: [Bool], _ loss: RequestedLoss) throws {
    guard zero.correct != clean else { return }
    throw FileError(
      "attack through \(loss)", "ε = 0 changes predictions",
      expected: "\(clean.count { $0 }) correct as without attack", found: "\(zero.right)",
      advice: "no figure of this audit can be believed; please report this as a bug")
  }
}
