/// How evidence lies in a shard's file: what there is of every image is packed, since no one reads it there.
extension AuditEvidence: Codable {
  private enum CodingKeys: String, CodingKey {
    case clean, norm, asked, diameter, classes, labels, answers, curves, parts, notes, noise, again
    case cleanConfidence = "clean_confidence"
    case cleanReplies = "clean_replies"
    case dataClasses = "data_classes"
    case notFinite = "not_finite"
    case isTargeted = "is_targeted"
    case isDeterministic = "is_deterministic"
    case selfTests = "self_tests"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    clean = try container.decode(Bits.self, forKey: .clean).values
    cleanConfidence = try container.decode(Numbers.self, forKey: .cleanConfidence).values
    cleanReplies = try container.decode(Replies.self, forKey: .cleanReplies).values
    norm = try container.decode(Norm.self, forKey: .norm)
    asked = try container.decode([Epsilon].self, forKey: .asked)
    diameter = try container.decode(Double.self, forKey: .diameter)
    classes = try container.decode(Int.self, forKey: .classes)
    dataClasses = try container.decodeIfPresent(Int.self, forKey: .dataClasses)
    labels = try container.decode([UInt8].self, forKey: .labels)
    answers = try container.decode([Int].self, forKey: .answers)
    notFinite = try container.decode(Int.self, forKey: .notFinite)
    isTargeted = try container.decode(Bool.self, forKey: .isTargeted)
    curves = try container.decode([CurveOutcome].self, forKey: .curves)
    let parts = try container.decode([String: [CurveOutcome]].self, forKey: .parts)
    for (name, curves) in parts {
      guard let attack = AttackName(rawValue: name) else {
        throw DecodingError.dataCorruptedError(forKey: .parts, in: container, debugDescription: "no attack \(name)")
      }
      self.parts[attack] = curves
    }
    notes = try container.decode([String].self, forKey: .notes)
    isDeterministic = try container.decode(Bool.self, forKey: .isDeterministic)
    again = try container.decode([Again].self, forKey: .again)
    noise = try container.decodeIfPresent(NoiseComparison.self, forKey: .noise)
    selfTests = try container.decode([SelfTest.Result].self, forKey: .selfTests)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Bits(values: clean), forKey: .clean)
    try container.encode(Numbers(values: cleanConfidence), forKey: .cleanConfidence)
    try container.encode(Replies(values: cleanReplies), forKey: .cleanReplies)
    try container.encode(norm, forKey: .norm)
    try container.encode(asked, forKey: .asked)
    try container.encode(diameter, forKey: .diameter)
    try container.encode(classes, forKey: .classes)
    try container.encodeIfPresent(dataClasses, forKey: .dataClasses)
    try container.encode(labels, forKey: .labels)
    try container.encode(answers, forKey: .answers)
    try container.encode(notFinite, forKey: .notFinite)
    try container.encode(isTargeted, forKey: .isTargeted)
    try container.encode(curves, forKey: .curves)
    try container.encode(
      Dictionary(parts.map { ($0.rawValue, $1) }, uniquingKeysWith: { first, _ in first }), forKey: .parts)
    try container.encode(notes, forKey: .notes)
    try container.encode(isDeterministic, forKey: .isDeterministic)
    try container.encode(again, forKey: .again)
    try container.encodeIfPresent(noise, forKey: .noise)
    try container.encode(selfTests, forKey: .selfTests)
  }
}

extension AuditEvidence.Again: Codable {
  private enum CodingKeys: CodingKey { case correct }

  init(from decoder: any Decoder) throws {
    label = try AttackLabel(from: decoder)
    correct = try decoder.container(keyedBy: CodingKeys.self).decode([Bits].self, forKey: .correct).map(\.values)
  }

  func encode(to encoder: any Encoder) throws {
    try label.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(correct.map(Bits.init), forKey: .correct)
  }
}

extension CurveOutcome: Codable {
  private enum CodingKeys: CodingKey { case asked, zero, diameter, misclaims, smallest }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    label = try AttackLabel(from: decoder)
    asked = try container.decode([StrengthOutcome].self, forKey: .asked)
    zero = try container.decode(StrengthOutcome.self, forKey: .zero)
    diameter = try container.decodeIfPresent(StrengthOutcome.self, forKey: .diameter)
    misclaims = try container.decode(Int.self, forKey: .misclaims)
    smallest = try container.decodeIfPresent([Double?].self, forKey: .smallest)
  }

  func encode(to encoder: any Encoder) throws {
    try label.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(asked, forKey: .asked)
    try container.encode(zero, forKey: .zero)
    try container.encodeIfPresent(diameter, forKey: .diameter)
    try container.encode(misclaims, forKey: .misclaims)
    try container.encodeIfPresent(smallest, forKey: .smallest)
  }
}

extension StrengthOutcome: Codable {
  private enum CodingKeys: String, CodingKey {
    case epsilon, correct, confidence, reached, replies, passes
    case maximumPerturbation = "maximum_perturbation"
    case zeroGradient = "zero_gradient"
    case correctRounded = "correct_quantised"
    case reachedRounded = "reached_quantised"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epsilon = try container.decode(Double.self, forKey: .epsilon)
    correct = try container.decode(Bits.self, forKey: .correct).values
    confidence = try container.decode(Numbers.self, forKey: .confidence).values
    // JSON has no number for it.
    maximumPerturbation = try container.decodeIfPresent(Double.self, forKey: .maximumPerturbation) ?? .infinity
    zeroGradient = try container.decode(Bits.self, forKey: .zeroGradient).values
    reached = try container.decodeIfPresent(Bits.self, forKey: .reached)?.values
    replies = try container.decode(Replies.self, forKey: .replies).values
    passes = try container.decodeIfPresent(AttackPasses.self, forKey: .passes)
    let reachedRounded = try container.decodeIfPresent(Bits.self, forKey: .reachedRounded)?.values
    rounded = try container.decodeIfPresent(Bits.self, forKey: .correctRounded).map {
      RoundedOutcome(correct: $0.values, reached: reachedRounded)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encode(Bits(values: correct), forKey: .correct)
    try container.encode(Numbers(values: confidence), forKey: .confidence)
    if maximumPerturbation.isFinite { try container.encode(maximumPerturbation, forKey: .maximumPerturbation) }
    try container.encode(Bits(values: zeroGradient), forKey: .zeroGradient)
    try container.encode(Replies(values: replies), forKey: .replies)
    try container.encodeIfPresent(passes, forKey: .passes)
    try container.encodeIfPresent(reached.map(Bits.init), forKey: .reached)
    try container.encodeIfPresent(rounded.map { Bits(values: $0.correct) }, forKey: .correctRounded)
    try container.encodeIfPresent(rounded?.reached.map(Bits.init), forKey: .reachedRounded)
  }
}
