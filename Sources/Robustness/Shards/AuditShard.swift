import Files
public import Foundation

/// What an audit of one shard has found, as a sealed JSON file: all shards together make the report of the whole audit.
///
/// It is no report: what a figure says depends on all images.
public struct AuditShard: Sendable {
  public let shard: Shard
  /// The images of the whole audit.
  public let total: Int
  /// Those of the report of the whole audit.
  public var settings: AuditReport.Settings
  let classNames: [String]?
  /// Which images of the data set these are.
  let numbers: [Int]
  let evidence: AuditEvidence
  /// `nil` where they were not asked for.
  let smallestChanges: [(loss: RequestedLoss, sizes: [Double?])]?

  /// Of the findings of an audit with a shard.
  public init(_ findings: AuditFindings, of audit: Audit, keeping: Audit.Keeping) {
    guard let shard = audit.shard else { preconditionFailure("an audit of a shard") }
    self.shard = shard
    total = findings.total
    settings = findings.report.settings
    classNames = audit.classNames
    numbers = findings.numbers ?? []
    evidence = findings.evidence
    smallestChanges = keeping.contains(.smallestChanges) ? findings.smallestChanges : nil
  }

  public var images: Int { evidence.clean.count }

  public func data() throws -> Data { try Seal.encode(self) }

  public static func read(_ path: String) throws -> AuditShard {
    let data = try AtomicFile.read(path), advice = "make the shard again"
    let file = try StableJSON.decode(Self.self, from: data, path: path)
    try Seal.verify(data, path: path, advice: advice)
    let count = file.shard.places(of: file.total).count
    guard file.evidence.isWhole(count), file.numbers.count == count,
      file.smallestChanges?.allSatisfy({ $0.sizes.count == count }) ?? true
    else {
      throw FileError(path, "is not whole", expected: count.counted("image"), found: "\(file.images)", advice: advice)
    }
    return file
  }
}

extension AuditShard: Codable {
  private enum CodingKeys: String, CodingKey {
    case shard, total, settings, numbers, evidence
    case classNames = "class_names"
    case smallestChanges = "smallest_changes"
  }

  /// A tuple is not `Codable`.
  private struct Changes: Codable {
    let loss: RequestedLoss
    let sizes: [Double?]
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shard = try container.decode(Shard.self, forKey: .shard)
    total = try container.decode(Int.self, forKey: .total)
    settings = try container.decode(AuditReport.Settings.self, forKey: .settings)
    classNames = try container.decodeIfPresent([String].self, forKey: .classNames)
    numbers = try container.decode([Int].self, forKey: .numbers)
    evidence = try container.decode(AuditEvidence.self, forKey: .evidence)
    smallestChanges = try container.decodeIfPresent([Changes].self, forKey: .smallestChanges)?
      .map { ($0.loss, $0.sizes) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shard, forKey: .shard)
    try container.encode(total, forKey: .total)
    try container.encode(settings, forKey: .settings)
    try container.encodeIfPresent(classNames, forKey: .classNames)
    try container.encode(numbers, forKey: .numbers)
    try container.encode(evidence, forKey: .evidence)
    try container.encodeIfPresent(
      smallestChanges?.map { Changes(loss: $0.loss, sizes: $0.sizes) }, forKey: .smallestChanges)
  }
}
