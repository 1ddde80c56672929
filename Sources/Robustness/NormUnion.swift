public import Statistics

/// One model's audits under several norms, on the same images, and what it gets right under all of them at once.
///
/// Who defends against one norm may be open to another one: an image counts here only if no attack in any norm breaks it
/// (the union of Tramèr & Boneh 2019).
public struct NormUnion: Sendable {
  /// One for each norm, in the order asked for.
  public let audits: [AuditReport]
  /// The first strengths of all norms together, then the second ones, and so on.
  public let points: [Point]

  public struct Point: Sendable, Equatable {
    /// One for each norm, in the order of the audits.
    public let epsilons: [Epsilon]
    public let accuracy: Accuracy
  }

  /// The audits are of the same images and have as many strengths each.
  public init(_ findings: [AuditFindings]) {
    precondition(!findings.isEmpty)
    let first = findings[0].evidence
    precondition(
      findings.allSatisfy { $0.evidence.asked.count == first.asked.count && $0.evidence.clean == first.clean })
    audits = findings.map(\.report)
    points = first.asked.indices.map { e in
      let right = findings.reduce(first.clean) { right, other in zip(right, other.evidence.worst(e)).map { $0 && $1 } }
      return Point(
        epsilons: findings.map { $0.evidence.asked[e] },
        accuracy: Accuracy(correct: right.count { $0 }, total: right.count))
    }
  }
}

/// `{"audits": […], "union": [{"epsilons": {"linf": "8/255", "l2": "0.5"}, "correct", "accuracy", "interval"}]}`.
extension NormUnion: Encodable {
  private enum CodingKeys: CodingKey { case total, audits, union }
  private enum PointKeys: CodingKey { case epsilons, correct, accuracy, interval }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(audits[0].total, forKey: .total)
    try container.encode(audits, forKey: .audits)
    var union = container.nestedUnkeyedContainer(forKey: .union)
    for point in points {
      var place = union.nestedContainer(keyedBy: PointKeys.self)
      let epsilons = zip(audits, point.epsilons).map { ($0.settings.norm.rawValue, $1.text) }
      try place.encode(Dictionary(epsilons, uniquingKeysWith: { first, _ in first }), forKey: .epsilons)
      try place.encode(point.accuracy.correct, forKey: .correct)
      try place.encode(point.accuracy.accuracy, forKey: .accuracy)
      try place.encode(point.accuracy.interval, forKey: .interval)
    }
  }
}
