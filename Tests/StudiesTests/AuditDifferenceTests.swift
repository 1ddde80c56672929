import Testing

@testable import Studies

@Suite("The difference between two audits")
struct AuditDifferenceTests {
  static func audit(_ text: String) throws -> AuditFile { try AuditFile.parse(text, path: "/folder/audit.yaml") }

  @Test(
    "is the first setting that differs, named as an override names it",
    arguments: [
      ("losses: [mse]\nslices: {seed: 2}", "slices.seed", "1", "2"),
      ("losses: [mse]\nseeds: [1, 2]", "seeds.1", "nothing", "2"),
      ("losses: [mse, baikal]", "losses.1", "nothing", "baikal"),
      ("losses: [baikal]", "losses.0.loss", "mse", "baikal"),
      ("losses: [mse]\ndataset: {test: 10}", "dataset.test", "nothing", "10"),
    ])
  func first(other: String, key: String, first: String, second: String) throws {
    let difference = try AuditDifference.first(between: Self.audit("losses: [mse]"), and: Self.audit(other))
    #expect(difference == AuditDifference(key: key, first: first, second: second))
  }

  @Test("is nothing where there is none")
  func none() throws {
    let audit = try Self.audit(AuditTexts.everyKey)
    #expect(AuditDifference.first(between: audit, and: audit) == nil)
  }
}
