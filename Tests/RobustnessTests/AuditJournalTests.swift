import Checkpoints
import Files
import Foundation
import Models
import Synchronization
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Audit journal")
struct AuditJournalTests {
  private struct Stop: Error {}

  private static func identity(_ seed: String) throws -> Identity { try Identity(["seed": seed]) }

  private static func audit() throws -> Audit {
    var audit = Audit(
      attacks: [.pgd, .autoAttack], epsilons: try Epsilon.list(parsing: "0.02,0.004"), losses: ["cross-entropy"])
    audit.budget = AttackBudget(pgdSteps: 4, iterations: 5, queries: 40)
    audit.batch = 8
    return audit
  }

  private static func run(_ journal: AuditJournal?, stopAfter: Int = .max, at attack: AttackName? = nil) throws -> Data
  {
    let ticks = Atomic(0)
    let context = JobContext.stopping(with: Stop()) { progress in
      let isCounted = attack.map { progress.stage.split(separator: " ")[0] == $0.rawValue } ?? true
      return isCounted && ticks.wrappingAdd(1, ordering: .relaxed).newValue > stopAfter
    }
    let report = try audit().run(
      AuditTests.classifier, own: nil, on: AuditTests.images, in: context, journal: journal)
    return try StableJSON.encode(report)
  }

  @Test(
    "an audit that is interrupted, in Square too, ends as one that is not",
    arguments: [(AttackName.pgd, 2), (.apgdCrossEntropy, 1), (.square, 0)])
  func resume(attack: AttackName, ticks: Int) throws {
    try withTemporaryFolder { folder in
      let whole = try Self.run(nil)
      #expect(throws: Stop.self) {
        _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")), stopAfter: ticks, at: attack)
      }
      #expect(try Self.run(try AuditJournal(folder, identity: Self.identity("a"))) == whole)
      // What is all known is read and not attacked again.
      #expect(try Self.run(try AuditJournal(folder, identity: Self.identity("a")), stopAfter: 0) == whole)
    }
  }

  @Test("the folder of another audit, or of something else, is refused")
  func foreign() throws {
    try withTemporaryFolder { folder in
      _ = try AuditJournal("\(folder)/audit", identity: Self.identity("a"))
      let other = #expect(throws: FileError.self) {
        _ = try AuditJournal("\(folder)/audit", identity: Self.identity("b"))
      }
      #expect(
        other?.description
          == "\(folder)/audit/audit.id: seed: the folder holds the findings of another audit; expected b, found a; "
          + "choose another folder with --output")
      try AtomicFile.write("theirs", to: "\(folder)/notes.tmp-1-2")
      let stranger = #expect(throws: FileError.self) { _ = try AuditJournal(folder, identity: Self.identity("a")) }
      #expect(try AtomicFile.read("\(folder)/notes.tmp-1-2") == Data("theirs".utf8))
      #expect(stranger?.problem == "is not an audit's folder" && stranger?.found == "audit")
    }
  }

  @Test("a folder in use is refused, and free again afterwards")
  func locked() throws {
    try withTemporaryFolder { folder in
      do {
        let first = try AuditJournal(folder, identity: Self.identity("a"))
        let error = #expect(throws: FileError.self) { _ = try AuditJournal(folder, identity: Self.identity("a")) }
        #expect(error?.problem == "the audit's folder is in use")
        _ = first
      }
      _ = try AuditJournal(folder, identity: Self.identity("a"))
    }
  }

  @Test(
    "a batch that is cut or of another audit is an error that names it, and nothing is written over",
    arguments: ["json", "safetensors.zst"])
  func damaged(ending: String) throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      let path = "\(folder)/outcomes/pgd-0-00000.\(ending)"
      let bytes = try AtomicFile.read(path)
      try AtomicFile.write(bytes.prefix(bytes.count / 2), to: path)
      let cut = #expect(throws: FileError.self) {
        _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      }
      #expect(cut?.path == path)
      if ending == "json" {
        let foreign = String(decoding: bytes, as: UTF8.self).replacing(
          try Self.identity("a").digest, with: try Self.identity("b").digest)
        try AtomicFile.write(Self.sealed(foreign), to: path)
      } else {
        try Checkpoint(tensors: [], metadata: [:]).write(to: path)
      }
      let other = #expect(throws: FileError.self) {
        _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      }
      #expect(other?.problem == "is not a batch of this audit" && other?.path == path)
    }
  }

  @Test("a verdict or an adversarial image that was changed after it was written is refused and stays as it is")
  func edited() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      let stem = "\(folder)/outcomes/pgd-0-00000"
      let text = String(decoding: try AtomicFile.read("\(stem).json"), as: UTF8.self)
      let edited = text.replacing("\"right\" : false", with: "\"right\" : true", maxReplacements: 1)
      try #require(edited != text)
      try AtomicFile.write(edited, to: "\(stem).json")
      let verdict = #expect(throws: FileError.self) {
        _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      }
      #expect(verdict?.path == "\(stem).json" && verdict?.problem == "was changed after it was written")
      #expect(verdict?.advice == "remove it to have these images attacked again")
      #expect(try AtomicFile.read("\(stem).json") == Data(edited.utf8))

      try AtomicFile.write(text, to: "\(stem).json")
      var images = try Checkpoint.read("\(stem).safetensors.zst")
      images.tensors[0].values[0] += 0.5
      try images.write(to: "\(stem).safetensors.zst")
      let image = #expect(throws: FileError.self) {
        _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      }
      #expect(image?.path == "\(stem).safetensors.zst" && image?.problem == "is not a batch of this audit")
    }
  }

  /// A table that was changed, under a seal that fits.
  private static func sealed(_ text: String) -> String {
    let seal = text.firstMatch(of: /\n  "sha256" : "([0-9a-f]{64})"/)!.output.1
    let blank = text.replacing(seal, with: String(repeating: "0", count: 64))
    return blank.replacing(String(repeating: "0", count: 64), with: Digest.sha256(Data(blank.utf8)))
  }

  @Test("a verdict on an image or a strength that the audit does not have is refused")
  func strange() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
      let path = "\(folder)/outcomes/pgd-0-00000.json"
      let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
      for change in ["\"epsilon\" : 0.5", "\"image\" : 999"] {
        let key = change.prefix { $0 != ":" }, first = text.firstRange(of: key)!
        let end = text[first.upperBound...].firstIndex(of: ",")!
        try AtomicFile.write(
          Self.sealed(text.replacingCharacters(in: first.lowerBound..<end, with: change)), to: path)
        let error = #expect(throws: FileError.self) {
          _ = try Self.run(try AuditJournal(folder, identity: Self.identity("a")))
        }
        #expect(error?.problem == "is not a finding of this audit" && error?.path == path)
      }
    }
  }

  @Test("in L2 too an audit that goes on ends in the bytes of one that was not interrupted")
  func resumeL2() throws {
    try withTemporaryFolder { folder in
      var audit = try Self.audit()
      audit.norm = .l2
      func run(_ journal: AuditJournal?) throws -> Data {
        try StableJSON.encode(
          audit.run(
            AuditTests.classifier, own: nil, on: AuditTests.images, in: JobContext(engine: Engine(threads: 1)),
            journal: journal))
      }
      let whole = try run(try AuditJournal(folder, identity: Self.identity("a")))
      #expect(try run(try AuditJournal(folder, identity: Self.identity("a"))) == whole)
    }
  }
}
