import Files
import Foundation
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Audits in shards")
struct MergedAuditTests {
  private static let keeping: Audit.Keeping = .smallestChanges

  private static func audit(_ attacks: [AttackName], norm: Norm = .linf, target: Target? = nil, quantise: Bool = false)
    throws -> Audit
  {
    var audit = Audit(
      attacks: attacks, epsilons: try Epsilon.list(parsing: norm == .linf ? "0.1,0,0.02" : "0.5,0"), norm: norm,
      losses: ["cross-entropy", "dlr"])
    audit.budget = AttackBudget(pgdSteps: 3, iterations: 4, queries: 20)
    audit.target = target
    audit.quantise = quantise
    audit.classNames = ["a", "b", "c"]
    return audit
  }

  private static func findings(_ audit: Audit, seed: String = "1", keeping: Audit.Keeping = keeping) throws
    -> AuditFindings
  {
    var findings = try audit.examine(
      AuditTests.classifier, own: nil, on: AuditTests.images, keeping: keeping, in: .threads(1))
    findings.report.settings.madeFrom = try Identity(["seed": seed])
    return findings
  }

  /// The files of all `count` shards.
  private static func write(
    _ audit: Audit, _ count: Int, to scratch: ScratchFolder, seed: String = "1", keeping: Audit.Keeping = keeping
  ) throws -> [String] {
    try (1...count).map { number in
      var part = audit
      part.shard = Shard(number, of: count)
      let findings = try findings(part, seed: seed, keeping: keeping)
      return try scratch.write(
        AuditShard(findings, of: part, keeping: keeping).data(), to: "\(seed)-\(number)-\(count).json")
    }
  }

  @Test(
    "make the bytes of the whole audit, and its table, in any number and order",
    arguments: [
      (try audit([.fgsm]), 3), (try audit([.fgsm, .pgd]), 1), (try audit([.fgsm, .pgd]), 3),
      (try audit([.fgsm, .pgd]), 64), (try audit([.autoAttack, .apgdDLR], norm: .l2), 3),
      (try audit([.fgsm, .pgd, .square], target: .leastLikely, quantise: true), 7),
      (try audit([.targetedAPGD], target: .random), 64), (try audit([.square], quantise: true), 2),
    ])
  func bytes(audit: Audit, count: Int) throws {
    let scratch = try ScratchFolder(), whole = try Self.findings(audit)
    let merged = try MergedAudit(Self.write(audit, count, to: scratch).reversed())
    #expect(try StableJSON.encode(merged.report) == StableJSON.encode(whole.report))
    for form in PerExampleForm.allCases { #expect(merged.perExample(form) == whole.perExample(form)) }
  }

  @Test("know which curve twice as many steps are held against only when they are put together")
  func moreSteps() throws {
    let scratch = try ScratchFolder(), audit = try Self.audit([.pgd])
    let shards = try Self.write(audit, 2, to: scratch).map { try AuditShard.read($0) }
    #expect(shards.allSatisfy { $0.evidence.again.count == 2 })
    let whole = try Self.findings(audit).evidence
    #expect(whole.again.count == 1)
    let joined = AuditEvidence(joining: shards.map(\.evidence))
    #expect(joined.moreSteps == whole.moreSteps && joined.noise == whole.noise && joined.selfTests == whole.selfTests)
  }

  @Test("have no table where one of them kept none")
  func table() throws {
    let scratch = try ScratchFolder(), audit = try Self.audit([.fgsm])
    let merged = try MergedAudit(Self.write(audit, 2, to: scratch, keeping: []))
    #expect(merged.perExample() == nil)
    #expect(try merged.perExample(.long) == Self.findings(audit, keeping: []).perExample(.long))
  }

  @Test("that are missing, there twice, of another audit or of another number are told by their files")
  func refusals() throws {
    let scratch = try ScratchFolder(), audit = try Self.audit([.fgsm])
    let own = try Self.write(audit, 3, to: scratch), two = try Self.write(audit, 2, to: scratch)
    let foreign = try Self.write(audit, 3, to: scratch, seed: "2")
    func message(_ paths: [String]) -> String {
      let error = #expect(throws: FileError.self) { try MergedAudit(paths) }
      return error.map { "\($0)".replacing(scratch.path + "/", with: "") } ?? ""
    }
    #expect(
      message([own[2]]) == "1-3-3.json: 2 shards of this audit are missing; expected all 3 shards, found no 1/3, 2/3")
    #expect(
      message([own[0], own[1], own[0], own[2]])
        == "1-1-3.json: the shard is given twice; expected each shard once, found 1/3 in 1-1-3.json too")
    #expect(
      message([own[0], foreign[1], own[2]])
        == "2-2-3.json: seed: is a shard of another audit than 1-1-3.json; expected 1, found 2; "
        + "merge the shards of one audit")
    #expect(message([own[0], two[1]]).hasPrefix("1-2-2.json: shard: is a shard of another audit than 1-1-3.json"))
    #expect(message([]).hasPrefix("merge: no shards"))
  }

  @Test("that were changed, cut or are no shards are refused")
  func damage() throws {
    let scratch = try ScratchFolder(), audit = try Self.audit([.fgsm])
    let paths = try Self.write(audit, 1, to: scratch), text = try scratch.text("1-1-1.json")
    for (changed, problem) in [
      (text.replacing("\"misclaims\" : 0", with: "\"misclaims\" : 1"), "was changed after it was written"),
      (text.replacing("\"total\" : 60", with: "\"total\" : 61"), "was changed after it was written"),
      (String(text.prefix(900)), "not the JSON expected here"), ("{}", "the key shard is missing"),
    ] {
      try scratch.write(changed, to: "1-1-1.json")
      let error = #expect(throws: FileError.self) { try MergedAudit(paths) }
      #expect(error?.description.contains(problem) == true, "\(problem)")
    }
  }

  @Test("may have no image at all")
  func empty() throws {
    var part = try Self.audit([.fgsm, .pgd])
    part.shard = Shard(61, of: 64)
    #expect(try Self.findings(part).evidence.clean.isEmpty)
  }
}
