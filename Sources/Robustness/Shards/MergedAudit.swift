import Files

/// The audit that its shards make together: the same bytes as of the audit that was never divided.
public struct MergedAudit: Sendable {
  public let report: AuditReport
  private let table: PerExampleTable
  /// Whether every shard has kept the smallest changes of images.
  private let hasSmallestChanges: Bool

  /// Throws a `FileError` that names the file where a shard is of another audit, where one is there twice, and where one is
  /// missing.
  public init(_ paths: [String]) throws {
    let files = try paths.map { (path: $0, shard: try AuditShard.read($0)) }
    guard let first = files.first else {
      throw FileError("merge", "no shards", expected: "the files of all shards of an audit")
    }
    var known: [Int: String] = [:]
    for (path, shard) in files {
      try Self.require(shard, path, beside: first.shard, first.path)
      if let other = known.updateValue(path, forKey: shard.shard.number) {
        throw FileError(
          path, "the shard is given twice", expected: "each shard once", found: "\(shard.shard) in \(other) too")
      }
    }
    let count = first.shard.shard.count
    let missing = (1...count).filter { known[$0] == nil }
    guard missing.isEmpty else {
      let few = missing.prefix(10).map { "\($0)/\(count)" }.joined(separator: ", ")
      throw FileError(
        first.path, "\((missing.count).counted("shard")) of this audit \(missing.count == 1 ? "is" : "are") missing",
        expected: "all \(count) shards", found: "no \(few)\(missing.count > 10 ? ", …" : "")")
    }
    let shards = files.map(\.shard).sorted { $0.shard.number < $1.shard.number }
    let evidence = AuditEvidence(joining: shards.map(\.evidence))
    report = AuditReport(evidence, settings: first.shard.settings, classNames: first.shard.classNames)
    let changes = shards.compactMap(\.smallestChanges)
    hasSmallestChanges = changes.count == count
    table = PerExampleTable(
      evidence: evidence, epsilons: first.shard.settings.epsilons, numbers: Shard.joined(shards.map(\.numbers)),
      smallestChanges: hasSmallestChanges
        ? changes[0].indices.map { place in (changes[0][place].loss, Shard.joined(changes.map { $0[place].sizes })) }
        : [])
  }

  /// The table of every image, as CSV; `nil` where a shard has not kept what stands there.
  public func perExample(_ form: PerExampleForm = .wide) -> String? {
    switch form {
    case .wide: hasSmallestChanges ? table.text(form) : nil
    case .long: table.text(form)
    }
  }

  private static func require(
    _ shard: AuditShard, _ path: String, beside other: AuditShard, _ otherPath: String
  ) throws {
    let problem = "is a shard of another audit than \(otherPath)", advice = "merge the shards of one audit"
    if let own = shard.settings.madeFrom, let expected = other.settings.madeFrom {
      try expected.require(own, in: path, else: problem, advice: advice)
    }
    guard shard.shard.count == other.shard.count else {
      throw FileError(
        path, at: "shard", problem, expected: "one of \(other.shard.count)", found: "\(shard.shard)", advice: advice)
    }
    // The same file may have another path on another machine: its digest was compared.
    var settings = shard.settings
    settings.checkpoint = other.settings.checkpoint
    guard shard.total == other.total, settings == other.settings, shard.classNames == other.classNames,
      shard.evidence.hasForm(of: other.evidence),
      (shard.smallestChanges?.map(\.loss) ?? []) == (other.smallestChanges?.map(\.loss) ?? [])
    else { throw FileError(path, at: "settings", problem, advice: advice) }
  }
}
