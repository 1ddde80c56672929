/// Two models' audits over the same images, and where one keeps more of them right than the other.
public struct AuditComparison: Sendable, Codable, Equatable {
  public let first: AuditReport
  public let second: AuditReport
  /// The comparison of their worst cases, where A is the first model.
  public let comparison: Comparison

  /// The audits have the same images and strengths.
  public init(_ first: AuditFindings, _ second: AuditFindings) {
    self.first = first.report
    self.second = second.report
    comparison = Comparison(first.evidence, second.evidence)
  }
}

extension Comparison {
  init(_ first: AuditEvidence, _ second: AuditEvidence) {
    precondition(first.asked == second.asked && first.clean.count == second.clean.count)
    self.init(
      epsilons: first.asked.map(\.value), a: first.asked.indices.map(first.worst),
      b: second.asked.indices.map(second.worst))
  }
}
